import { path, repoPath } from "./path";
import type { Requests } from "./request";

/** Credentials for image registries, of one repository (0.6–0.8). Needs write access to it. */
export class Registries {
  constructor(
    private readonly requests: Requests,
    private readonly repo: string,
  ) {}

  /** Without passwords, but with tokens in clear. `GET /api/repos/:owner/:name/registry` */
  async list(): Promise<Registry[]> {
    return (await this.requests.list<Registry>(await this.#route(), "address")).map(toRegistry);
  }

  /** Undefined if the list does not have it. `GET /api/repos/:owner/:name/registry` */
  async find(address: string): Promise<Registry | undefined> {
    return (await this.list()).find((registry) => registry.address === address);
  }

  /** Its answer has no id: look it up. `POST /api/repos/:owner/:name/registry` */
  async create(registry: RegistrySpec): Promise<void> {
    await this.#write("POST", await this.#route(), registry);
  }

  /** Changes what is given and not empty. Its answer is only an echo: look it up. `PATCH …/registry/:address` */
  async update(registry: Partial<RegistrySpec> & { address: string }): Promise<void> {
    await this.#write("PATCH", (await this.#route()) + path`/${registry.address}`, registry);
  }

  /** `DELETE /api/repos/:owner/:name/registry/:address` */
  async delete(address: string): Promise<void> {
    await this.requests.nothing("DELETE", (await this.#route()) + path`/${address}`);
  }

  async #write(method: "POST" | "PATCH", at: string, registry: Partial<RegistrySpec>): Promise<void> {
    const { address, username, password, email, token } = registry;
    const json = { address, username, password, email, token };
    const secrets = [password ?? "", token ?? ""];
    await this.requests.object<Registry>(method, at, "address", { json, secrets });
  }

  async #route(): Promise<string> {
    await this.requests.need("registries");
    return `${repoPath(this.repo)}/registry`;
  }
}

/** Credentials for an image registry, as Drone shows them. */
export interface Registry {
  id: number;
  /** Host, with its port if it has one; `docker.io` for Docker Hub. */
  address: string;
  username: string;
  email: string;
  token: string;
}

/** Credentials to be written. */
export interface RegistrySpec {
  address: string;
  username: string;
  password: string;
  email?: string | undefined;
  token?: string | undefined;
}

const toRegistry = ({ id, address, username, email, token }: Registry): Registry => ({
  id,
  address,
  username: username ?? "",
  email: email ?? "",
  token: token ?? "",
});
