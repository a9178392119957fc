import { slugPath } from "./path";
import type { Requests } from "./request";

/**
 * Build status for web pages and desktop tools. Public, for private repositories too; but from 1.0 on their CCMenu needs a
 * token that may read them.
 */
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

  /** CCMenu XML; on 0.x 404 for a repository without builds. `GET /api/badges/:owner/:name/cc.xml` */
  ccMenu(repo: string): Promise<string> {
    return this.requests.text("GET", badge(repo, "cc.xml"));
  }
}

function badge(repo: string, file: "status.svg" | "cc.xml"): string {
  return `/api/badges${slugPath(repo)}/${file}`;
}
