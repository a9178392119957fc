import { type Build, buildReader, type WireBuild } from "./build";
import { path, repoPath } from "./path";
import type { Requests } from "./request";

/** Builds by the clock, of one repository (1.0+). Needs write access to it. */
export class Crons {
  constructor(
    private readonly requests: Requests,
    private readonly repo: string,
  ) {}

  /** `GET /api/repos/:owner/:name/cron` */
  async list(): Promise<Cron[]> {
    return (await this.requests.list<WireCron>(await this.#route(), "expr")).map(toCron);
  }

  /** Undefined if there is none. `GET /api/repos/:owner/:name/cron/:cron` */
  async find(name: string): Promise<Cron | undefined> {
    const cron = await this.requests.find<WireCron>((await this.#route()) + path`/${name}`, "expr");
    return cron && toCron(cron);
  }

  /**
   * Makes it, enabled and without a target: an update can change that. Drone makes a slug of the name: look at what comes
   * back. `POST /api/repos/:owner/:name/cron`
   */
  async create({ name, expr, branch }: { name: string; expr: string; branch: string }): Promise<Cron> {
    const json = { name, expr, branch };
    return toCron(await this.requests.object<WireCron>("POST", await this.#route(), "expr", { json }));
  }

  /** Changes what is given; nothing else can change. `PATCH /api/repos/:owner/:name/cron/:cron` */
  async update(name: string, { branch, target, disabled }: CronSettings): Promise<Cron> {
    const at = (await this.#route()) + path`/${name}`;
    const json = { branch, target, disabled };
    return toCron(await this.requests.object<WireCron>("PATCH", at, "expr", { json }));
  }

  /** `DELETE /api/repos/:owner/:name/cron/:cron` */
  async delete(name: string): Promise<void> {
    await this.requests.nothing("DELETE", (await this.#route()) + path`/${name}`);
  }

  /** Runs it now; 404 also if the SCM does not have its branch. `POST /api/repos/:owner/:name/cron/:cron` (1.5+) */
  async execute(name: string): Promise<Build> {
    await this.requests.need("execution of crons");
    const at = (await this.#route()) + path`/${name}`;
    return buildReader(true)(await this.requests.object<WireBuild>("POST", at, "number"));
  }

  async #route(): Promise<string> {
    await this.requests.need("crons");
    return `${repoPath(this.repo)}/cron`;
  }
}

/** What can change in a {@link Cron}. */
export interface CronSettings {
  branch?: string | undefined;
  target?: string | undefined;
  disabled?: boolean | undefined;
}

/** A build by the clock. Times are seconds since 1970. */
export interface Cron {
  id: number;
  name: string;
  /** Six fields, seconds first, or `@hourly`, `@daily`, `@every 1h`, … */
  expr: string;
  branch: string;
  /** Target of a deployment; empty if none. */
  target: string;
  disabled: boolean;
  /** Event of its builds: `push`. */
  event: string;
  /** When it runs next, */
  next: number;
  /** and when it ran last; 0 for never. */
  prev: number;
}

interface WireCron extends Omit<Cron, "target"> {
  target?: string;
}

const toCron = ({ id, name, expr, branch, target, disabled, event, next, prev }: WireCron): Cron => ({
  id,
  name,
  expr,
  branch,
  // Left out when empty.
  target: target ?? "",
  disabled: disabled ?? false,
  event,
  next,
  prev,
});
