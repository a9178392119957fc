import { type FeedItem, feedDialect, type WireFeedItem } from "./feed";
import { slugPath } from "./path";
import { fromModern, type ModernRepo, type Repo, repoDialect, type WireRepo } from "./repos";
import type { Requests } from "./request";
import { toUser, type User, type WireUser } from "./users";

/** What concerns the token's own user. */
export class CurrentUser {
  constructor(private readonly requests: Requests) {}

  /** The user whose token this is; on 0.x only here Drone tells `admin`. `GET /api/user` */
  async current(): Promise<User> {
    return toUser(await this.requests.object<WireUser>("GET", "/api/user", "login"));
  }

  /**
   * Builds of his repositories, newest first; `latest`: each repository with its last build, if it has one.
   * `GET /api/user/feed`, from 1.0 on `GET /api/user/builds` and `GET /api/user/repos?latest=true`
   */
  async feed({ latest }: { latest?: boolean } = {}): Promise<FeedItem[]> {
    const { modern } = await this.#dialect();
    const { proof, read } = feedDialect(modern);
    const at = modern ? (latest ? "/api/user/repos" : "/api/user/builds") : "/api/user/feed";
    return (await this.requests.list<WireFeedItem>(at, proof, { query: { latest } })).map(read);
  }

  /**
   * His active repositories; `all` adds inactive ones (before 0.8 without `id`; from 1.0 on they are always there), `flush`
   * asks the SCM anew (0.x). `GET /api/user/repos`
   */
  async repos({ all, flush }: { all?: boolean; flush?: boolean } = {}): Promise<Repo[]> {
    return this.#repos("/api/user/repos", { all, flush });
  }

  /**
   * Makes Drone ask the SCM for his repositories, and returns all of them. Needs a person's token, who logged in.
   * `POST /api/user/repos`, before 1.0 `GET /api/user/repos?all=true&flush=true`
   */
  async sync(): Promise<Repo[]> {
    const { modern, proof, read } = await this.#dialect();
    if (!modern) return this.repos({ all: true, flush: true });
    return (await this.requests.list<WireRepo>("/api/user/repos", proof, {}, "POST")).map(read);
  }

  /**
   * Repositories that the SCM shows him, on 0.x up to 15 minutes old. `GET /api/user/repos/remote` (0.5–0.7),
   * `GET /api/user/remote/repos` (1.0+)
   */
  async remoteRepos(): Promise<Repo[]> {
    await this.requests.need("remote repositories");
    const { modern } = await this.#dialect();
    return this.#repos(modern ? "/api/user/remote/repos" : "/api/user/repos/remote");
  }

  /**
   * One repository as the SCM has it now, without an id. Drone answers 500 for one that he may not see.
   * `GET /api/user/remote/repos/:owner/:name` (1.4+)
   */
  async remoteRepo(repo: string): Promise<Repo> {
    await this.requests.need("one remote repository");
    const at = `/api/user/remote/repos${slugPath(repo)}`;
    return fromModern(await this.requests.object<ModernRepo>("GET", at, "slug"));
  }

  /** Sets his address. `PATCH /api/user` (1.0+) */
  async update({ email }: { email: string }): Promise<User> {
    await this.requests.need("change of one's own email");
    return toUser(await this.requests.object<WireUser>("PATCH", "/api/user", "login", { json: { email } }));
  }

  /** His API token. `POST /api/user/token` */
  token(): Promise<string> {
    return this.#token("POST");
  }

  /**
   * Makes the present token invalid at once and returns its successor. `DELETE /api/user/token`, from 1.0 on
   * `POST /api/user/token?rotate=true`
   */
  async rotateToken(): Promise<string> {
    const { modern } = await this.#dialect();
    return modern ? this.#token("POST", true) : this.#token("DELETE");
  }

  async #repos(path: string, query = {}): Promise<Repo[]> {
    const { proof, read } = await this.#dialect();
    return (await this.requests.list<WireRepo>(path, proof, { query })).map(read);
  }

  async #token(method: "POST" | "DELETE", rotate?: boolean): Promise<string> {
    const at = "/api/user/token";
    const { modern } = await this.#dialect();
    if (!modern) return this.requests.text(method, at);
    return (await this.requests.object<{ token: string }>(method, at, "token", { query: { rotate } })).token;
  }

  async #dialect() {
    const modern = (await this.requests.release()).has("JSON throughout");
    return { modern, ...repoDialect(modern) };
  }
}
