import { path, repoPath } from "./path";
import type { Feature } from "./release";
import type { Requests } from "./request";

/** What the steps of one repository's builds wrote. Who may read the repository may read it. */
export class Logs {
  constructor(
    private readonly requests: Requests,
    private readonly repo: string,
  ) {}

  /**
   * The lines of a step, once it is done; undefined if there are none. 0.5 has one log for a stage; 0.6–0.8 know a step by
   * its name, 0.8 and later by its number. `GET /api/repos/:owner/:name/logs/:number/:stage` (0.5), `…/logs/:number/:step`
   * (0.8), `…/logs/:number/:stage/:step` (0.6–0.8), `…/builds/:number/logs/:stage/:step` (1.0+)
   */
  async find(number: number, stage: number, step?: number | string): Promise<LogLine[] | undefined> {
    const chunks = await this.requests.find<(WireLine | WireLine[])[]>(
      await this.#route(number, stage, step),
      "length",
    );
    // On 0.5 lines come in lists, one a chunk, and an empty object ends them.
    return chunks
      ?.flat()
      .filter((line) => "out" in line)
      .map(toLine);
  }

  /**
   * Deletes the logs of a whole build (0.8.4–0.8, needs write access), or of a step of it (1.0+, needs an administrator of
   * the repository). `DELETE …/logs/:number`, `DELETE …/builds/:number/logs/:stage/:step`
   */
  async delete(number: number, stage?: number, step?: number): Promise<void> {
    const ofStep = stage !== undefined && step !== undefined;
    await this.requests.need(ofStep ? "deletion of a step's logs" : "deletion of a build's logs");
    const at = ofStep ? path`/builds/${number}/logs/${stage}/${step}` : path`/logs/${number}`;
    await this.requests.nothing("DELETE", repoPath(this.repo) + at);
  }

  async #route(number: number, stage: number, step?: number | string): Promise<string> {
    const release = await this.requests.need(featureOf(step));
    const repo = repoPath(this.repo);
    if (step === undefined) return repo + path`/logs/${number}/${stage}`;
    if (release.has("JSON throughout")) return repo + path`/builds/${number}/logs/${stage}/${step}`;
    if (typeof step === "number") return repo + path`/logs/${number}/${step}`;
    return repo + path`/logs/${number}/${stage}/${step}`;
  }
}

function featureOf(step?: number | string): Feature {
  if (step === undefined) return "logs of a whole stage";
  return typeof step === "number" ? "logs by number of the step" : "logs by name of the step";
}

/** A line of a log. */
export interface LogLine {
  /** Step of the pipeline; empty from 1.0 on. */
  proc: string;
  /** Seconds since the step began. */
  time: number;
  /** Kind of line, 0 for what the step wrote itself. 0.x */
  type: number;
  /** Line number in the step, from 0. */
  pos: number;
  out: string;
}

type WireLine = Partial<LogLine>;

// From 0.6 on what is 0 or empty is left out.
const toLine = ({ proc = "", time = 0, type = 0, pos = 0, out = "" }: WireLine): LogLine => ({
  proc,
  time,
  type,
  pos,
  out,
});
