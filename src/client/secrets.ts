import { DroneError } from "./error";
import { path, repoPath } from "./path";
import type { Feature, Release } from "./release";
import type { Requests } from "./request";
import { secretDialect, secretProblem, type WireSecret } from "./secret-dialects";

/** Secrets by what they belong to: `drone.secrets.ofRepo("octo/demo").list()`. */
export class SecretScopes {
  constructor(private readonly requests: Requests) {}

  /** `/api/repos/:owner/:name/secrets`: needs write access to the repository. */
  ofRepo(repo: string): Secrets {
    return new Secrets(this.requests, "repository secrets", () => `${repoPath(repo)}/secrets`);
  }

  /**
   * `/api/teams/:team/secrets` (0.5), `/api/secrets/:namespace` (1.1+): needs an administrator of Drone, or of the team in
   * the SCM.
   */
  ofTeam(team: string): Secrets {
    return new Secrets(this.requests, "team secrets", (release) =>
      release.has("JSON throughout") ? path`/api/secrets/${team}` : path`/api/teams/${team}/secrets`,
    );
  }

  /** `/api/global/secrets` (0.5): needs an administrator of Drone. */
  global(): Secrets {
    return new Secrets(this.requests, "global secrets", () => "/api/global/secrets");
  }
}

/** The secrets of one repository, of one team, or of all. Drone never gives a value back. */
export class Secrets {
  constructor(
    private readonly requests: Requests,
    private readonly feature: Feature,
    private readonly routeIn: (release: Release) => string,
  ) {}

  /** All of them, without values. `GET …/secrets` */
  async list(): Promise<Secret[]> {
    const { route, read } = await this.#dialect();
    return (await this.requests.list<WireSecret>(route, "name")).map(read);
  }

  /** Undefined if the list does not have it. `GET …/secrets` */
  async find(name: string): Promise<Secret | undefined> {
    const { same } = await this.#dialect();
    const secrets = await this.list();
    // Where the database tells case apart after all, both may be there.
    return (
      secrets.find((secret) => secret.name === name) ?? secrets.find((secret) => same(secret.name, name))
    );
  }

  /**
   * Makes it; 0.5 replaces one that exists, under the same id, and tells nothing. Elsewhere one that exists is a
   * {@link DroneError} of status 500. `POST …/secrets`
   */
  async create(secret: SecretSpec): Promise<Secret | undefined> {
    const { route, read, write, whole } = await this.#writing(secret);
    const details = { json: write(secret), secrets: [secret.value ?? ""] };
    if (!whole) return read(await this.requests.object<WireSecret>("POST", route, "name", details));
    await this.requests.nothing("POST", route, details);
    return undefined;
  }

  /**
   * Changes it, under the same id. 0.5 needs its value and tells nothing. With what was there `before`, what cannot be changed
   * back is refused. `PATCH …/secrets/:secret`, on 0.5 `POST …/secrets`
   */
  async update(secret: SecretSpec, before?: Secret): Promise<Secret | undefined> {
    const { route, read, write, whole } = await this.#writing(secret, before);
    if (whole && secret.value === undefined) {
      const why = `${secret.name} cannot be changed without its value: Drone 0.5 would blank it.`;
      throw new DroneError(why, { kind: "no-endpoint", request: route });
    }
    if (whole) return this.create(secret);
    const details = { json: write(secret), secrets: [secret.value ?? ""] };
    const at = route + path`/${secret.name}`;
    return read(await this.requests.object<WireSecret>("PATCH", at, "name", details));
  }

  /** `DELETE …/secrets/:secret` */
  async delete(name: string): Promise<void> {
    const { route } = await this.#dialect();
    await this.requests.nothing("DELETE", route + path`/${name}`);
  }

  async #dialect() {
    const release = await this.requests.need(this.feature);
    const foldsCase = this.feature === "team secrets" && release.has("team secrets without case");
    return {
      ...secretDialect(release),
      route: this.routeIn(release),
      same: (one: string, other: string) =>
        foldsCase ? one.toLowerCase() === other.toLowerCase() : one === other,
    };
  }

  async #writing(secret: SecretSpec, before?: Secret) {
    const dialect = await this.#dialect();
    const problem = secretProblem(await this.requests.release(), secret, before);
    if (problem) throw new DroneError(problem, { kind: "no-endpoint", request: dialect.route });
    return dialect;
  }
}

/** A secret as Drone shows it: without its value. */
export interface Secret {
  /** Kept through every change of the secret; a new one if it is deleted and made again. */
  id: number;
  name: string;
  /** Images whose steps get it: patterns on 0.5, names on 0.6–0.8; `["*"]` is every image. From 1.0 on always that. */
  images: string[];
  /** Events whose builds get it. From 1.0 on push, tag, deployment, and pull_request with `pullRequest`. */
  events: string[];
  /** Whether builds get it whose pipeline file is not signed; later than 0.5 always false. */
  skipVerify: boolean;
  /** Whether the value is blotted out in build logs; told on 0.5 only. */
  conceal?: boolean | undefined;
  /** Whether builds of pull requests get it. From 1.0 on. */
  pullRequest?: boolean | undefined;
  /** Whether pipelines of pull requests get it that were pushed to afterwards; before 1.0 always false. */
  pullRequestPush: boolean;
}

/** A secret to be written: all of it, since Drone 0.5 resets what is left out. */
export interface SecretSpec extends Omit<Secret, "id"> {
  /** Left out, the value that is there stays; Drone 0.5 cannot do that. */
  value?: string | undefined;
}
