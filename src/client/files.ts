import { deepPath, path, repoPath } from "./path";
import type { Requests } from "./request";

/** What builds of one repository left behind for Drone to keep (0.8). Who may read the repository may read it. */
export class Files {
  constructor(
    private readonly requests: Requests,
    private readonly repo: string,
  ) {}

  /** Files of a build; one that is not there is answered with 500. `GET /api/repos/:owner/:name/files/:number` */
  async list(number: number): Promise<BuildFile[]> {
    return (await this.requests.list<WireFile>(await this.#route(number), "mime")).map(toFile);
  }

  /** What one file of a step holds. `GET /api/repos/:owner/:name/files/:number/:step/*file?raw=true` */
  async read(number: number, step: number, name: string): Promise<Buffer> {
    const at = (await this.#route(number)) + path`/${step}` + deepPath(name);
    return this.requests.bytes("GET", at, { query: { raw: true } });
  }

  async #route(number: number): Promise<string> {
    await this.requests.need("files");
    return repoPath(this.repo) + path`/files/${number}`;
  }
}

/** A file that a step left behind. */
export interface BuildFile {
  id: number;
  name: string;
  /** Bytes. */
  size: number;
  /** Content type, e.g. `application/vnd.drone.test+json`. */
  mime: string;
  /** Seconds since 1970. */
  createdAt: number;
}

interface WireFile extends Pick<BuildFile, "id" | "name" | "size" | "mime"> {
  time: number;
}

const toFile = ({ id, name, size, mime, time }: WireFile): BuildFile => ({
  id,
  name,
  size,
  mime,
  createdAt: time,
});
