import { type FeedItem, toFeedItem, type WireFeedItem } from "./feed";
import { type Repo, toRepo, type WireRepo } from "./repos";
import type { Requests } from "./request";
import { toUser, type User, type WireUser } from "./users";

/** What concerns the token's own user. */
export class CurrentUser {
  constructor(private readonly requests: Requests) {}

  /** The user whose token this is; only here Drone tells `admin`. `GET /api/user` */
  async current(): Promise<User> {
    return toUser(await this.requests.object<WireUser>("GET", "/api/user", "login"));
  }

  /** Builds of all repositories he may see, newest first; `latest`: one per repository. `GET /api/user/feed` */
  async feed({ latest }: { latest?: boolean } = {}): Promise<FeedItem[]> {
    return (await this.requests.list<WireFeedItem>("/api/user/feed", "full_name", { query: { latest } })).map(
      toFeedItem,
    );
  }

  /**
   * His active repositories; `all` adds inactive ones (0.5: without `id`), `flush` asks the SCM anew instead of
   * a list up to 15 minutes old. `GET /api/user/repos`
   */
  async repos({ all, flush }: { all?: boolean; flush?: boolean } = {}): Promise<Repo[]> {
    return (
      await this.requests.list<WireRepo>("/api/user/repos", "full_name", { query: { all, flush } })
    ).map(toRepo);
  }

  /** Repositories that the SCM shows him, up to 15 minutes old. `GET /api/user/repos/remote` (0.5–0.7) */
  async remoteRepos(): Promise<Repo[]> {
    return (await this.requests.list<WireRepo>("/api/user/repos/remote", "full_name")).map(toRepo);
  }

  /** His API token. `POST /api/user/token` */
  token(): Promise<string> {
    return this.requests.text("POST", "/api/user/token");
  }

  /** Makes the present token invalid at once and returns its successor. `DELETE /api/user/token` */
  rotateToken(): Promise<string> {
    return this.requests.text("DELETE", "/api/user/token");
  }
}
