import { path, repoPath } from "./path";
import type { Requests } from "./request";

/** The secrets under one route. Drone never gives a value back. */
export class Secrets {
  constructor(
    private readonly requests: Requests,
    private readonly route: string,
  ) {}

  /** All of them, without values. `GET …/secrets` */
  async list(): Promise<Secret[]> {
    return (await this.requests.list<WireSecret>(this.route, "name")).map(toSecret);
  }

  /** Undefined if the list does not have it; 0.5 cannot be asked for one. `GET …/secrets` */
  async find(name: string): Promise<Secret | undefined> {
    return (await this.list()).find((secret) => secret.name === name);
  }

  /** Makes it, or replaces it whole under the same id: what is left out is reset. `POST …/secrets` */
  save(secret: SecretSpec): Promise<void> {
    return this.requests.nothing("POST", this.route, { json: fromSecret(secret), secrets: [secret.value] });
  }

  /** `DELETE …/secrets/:secret` */
  delete(name: string): Promise<void> {
    return this.requests.nothing("DELETE", this.route + path`/${name}`);
  }
}

/** Secrets by what they belong to: `drone.secrets.ofRepo("octo/demo").list()`. */
export class SecretScopes {
  constructor(private readonly requests: Requests) {}

  /** `/api/repos/:owner/:name/secrets`: needs write access to the repository. */
  ofRepo(repo: string): Secrets {
    return new Secrets(this.requests, `${repoPath(repo)}/secrets`);
  }

  /** `/api/teams/:team/secrets` (0.5): needs an administrator of Drone, or of the team in the SCM. */
  ofTeam(team: string): Secrets {
    return new Secrets(this.requests, path`/api/teams/${team}/secrets`);
  }

  /** `/api/global/secrets` (0.5): needs an administrator of Drone. */
  global(): Secrets {
    return new Secrets(this.requests, "/api/global/secrets");
  }
}

/** A secret as Drone shows it: without its value. */
export interface Secret {
  /** Kept through every change of the secret; a new one if it is deleted and made again. */
  id: number;
  name: string;
  /** Patterns of images that get it. 0.5: an empty list matches no image. */
  images: string[];
  /** Patterns of events whose builds get it. 0.5: an empty list matches no event. */
  events: string[];
  /** Whether builds get it whose pipeline file is not signed. */
  skipVerify: boolean;
  /** Whether the value is blotted out in build logs. */
  conceal: boolean;
}

/** A secret to be written: all of it, since Drone 0.5 resets what is left out. */
export interface SecretSpec extends Omit<Secret, "id"> {
  value: string;
}

export interface WireSecret {
  id: number;
  name: string;
  image?: string[] | null;
  event?: string[] | null;
  skip_verify?: boolean;
  conceal?: boolean;
}

export const toSecret = (secret: WireSecret): Secret => ({
  id: secret.id,
  name: secret.name,
  images: secret.image ?? [],
  events: secret.event ?? [],
  skipVerify: secret.skip_verify ?? false,
  conceal: secret.conceal ?? false,
});

export const fromSecret = (secret: SecretSpec) => ({
  name: secret.name,
  value: secret.value,
  image: secret.images,
  event: secret.events,
  skip_verify: secret.skipVerify,
  conceal: secret.conceal,
});
