import { join } from "node:path";
import type { EngineName } from "../engine/engines";
import { type Outcome, openWorkspace, type Workspace } from "../engine/workspace";

/** A resource of a program that a test writes; see program/index.js. */
export interface Declared {
  type: keyof typeof import("../../src") | "Inert" | "Team";
  name: string;
  args?: Record<string, unknown>;
  /** An id: look it up instead of managing it. */
  get?: string;
  opts?: {
    provider?: string;
    parent?: string;
    ignoreChanges?: string[];
    aliases?: string[];
    protect?: boolean;
  };
}

export type Program = readonly Declared[];
type Flags = { refresh?: boolean; expectNoChanges?: boolean; previewOnly?: boolean };

/** A Pulumi stack whose program is given with each operation. */
export class Stack {
  private constructor(readonly workspace: Workspace) {}

  /** With a server: `drone:server` and `drone:token` are configured. */
  static async open(engine: EngineName, url = "", token = "octo-token", state?: string): Promise<Stack> {
    const env = { DRONE_SERVER: "", DRONE_TOKEN: "" };
    const workspace = await openWorkspace({ project: join(__dirname, "program"), engine, env, state });
    if (url) {
      await workspace.setConfig("drone:server", url);
      await workspace.setConfig("drone:token", token, { secret: true });
    }
    return new Stack(workspace);
  }

  preview(program: Program, flags?: Flags): Promise<Outcome> {
    return this.workspace.preview({ ...flags, env: environment(program) });
  }

  up(program: Program, flags?: Flags): Promise<Outcome> {
    return this.workspace.up({ ...flags, env: environment(program) });
  }

  refresh(flags?: Flags): Promise<Outcome> {
    return this.workspace.refresh(flags);
  }

  destroy(): Promise<Outcome> {
    return this.workspace.destroy();
  }

  close(): Promise<void> {
    return this.workspace.close();
  }
}

const environment = (program: Program) => ({ PROGRAM: JSON.stringify(program) });

/** The outcome, if it went well; else what was printed is the error. */
export function wentWell(outcome: Outcome): Outcome {
  if (!outcome.ok) throw new Error(outcome.output);
  return outcome;
}
