import type { Answer } from "./answer";
import { release05 } from "./release-0.5";
import { release07 } from "./release-0.7";
import { release08 } from "./release-0.8";
import { release110, release225 } from "./release-2";
import type { Request } from "./request";
import type { World } from "./world";

/** One release of Drone: how it answers, given the same world. */
export interface Release {
  name: string;
  /** What this release has made of a new world by the time that a sandbox can be asked. */
  begin?(world: World): void;
  answer(request: Request, world: World): Answered;
}

export interface Answered {
  answer: Answer;
  /** Who asked; undefined for a stranger. */
  login?: string;
}

/** Another release is another folder, and a line here. What 0.5 to 0.8 share is in `release-0`. */
export const releases = {
  "0.5": release05,
  "0.7": release07,
  "0.8": release08,
  "1.10": release110,
  "2.25": release225,
} satisfies Record<string, Release>;
