import { path } from "./path";
import type { Requests } from "./request";

/** Build status for web pages and desktop tools; public, for private repositories too. */
export class Badges {
  constructor(private readonly requests: Requests) {}

  /** Address of the status image, to be put into a page. */
  statusUrl(repo: string): string {
    return this.requests.server + badge(repo, "status.svg");
  }

  /** Address of the CCMenu feed. */
  ccMenuUrl(repo: string): string {
    return this.requests.server + badge(repo, "cc.xml");
  }

  /** Status image (SVG) of a branch, default: the default branch. `GET /api/badges/:owner/:name/status.svg` */
  status(repo: string, { branch }: { branch?: string } = {}): Promise<string> {
    return this.requests.text("GET", badge(repo, "status.svg"), { query: { branch } });
  }

  /** CCMenu XML; 404 for a repository without builds. `GET /api/badges/:owner/:name/cc.xml` */
  ccMenu(repo: string): Promise<string> {
    return this.requests.text("GET", badge(repo, "cc.xml"));
  }
}

function badge(repo: string, file: string): string {
  const [owner = "", name = ""] = repo.split("/");
  return path`/api/badges/${owner}/${name}/${file}`;
}
