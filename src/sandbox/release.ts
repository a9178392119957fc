import type { Answer } from "./answer";
import { release05 } from "./release-0.5";
import type { Request } from "./request";
import type { World } from "./world";

/** One release of Drone: how it answers, given the same world. */
export interface Release {
  name: string;
  answer(request: Request, world: World): Answered;
}

export interface Answered {
  answer: Answer;
  /** Who asked; undefined for a stranger. */
  login?: string;
}

/** Another release is another folder, and a line here. */
export const releases = { "0.5": release05 } satisfies Record<string, Release>;
