import { CliWorkspace } from "./cli";
import { findPulumi } from "./cli-search";
import { StandIn } from "./stand-in";
import type { Deployment } from "./state";

/** What an operation is about; names as in the "Resources:" block of the CLI. */
export type Change = "same" | "create" | "update" | "replace" | "delete";

export interface Outcome {
  ok: boolean;
  /** As the Pulumi CLI exits: 0, 1 when something failed, 7 when changes came that were not expected. */
  exitCode: number;
  changes: Partial<Record<Change, number>>;
  /** Resources with an error, the stack included when the operation as a whole failed. */
  errored: number;
  /** Everything that was printed. */
  output: string;
  /** Secrets in clear. Empty after a preview. */
  stackOutputs: Record<string, unknown>;
}

export interface OperationOptions {
  /** Added to the environment of the program and of the provider, for this operation only. */
  env?: Record<string, string>;
  expectNoChanges?: boolean;
}

export interface UpOptions extends OperationOptions {
  /** Read everything first. */
  refresh?: boolean;
  /** Preview before, in a provider process of its own, as `pulumi up` does. Left out, there is none (`--skip-preview`). */
  preview?: boolean;
}

export interface Workspace {
  readonly engine: "pulumi" | "stand-in";
  readonly name: string;
  readonly version: string;
  /** Why this engine was chosen: one line to print. */
  readonly why: string;
  setConfig(key: string, value: string, options?: { secret?: boolean }): Promise<void>;
  preview(options?: OperationOptions & { refresh?: boolean }): Promise<Outcome>;
  up(options?: UpOptions): Promise<Outcome>;
  refresh(options?: OperationOptions & { previewOnly?: boolean }): Promise<Outcome>;
  destroy(options?: Pick<OperationOptions, "env">): Promise<Outcome>;
  /** The checkpoint, secrets sealed unless they are asked for (then as `{ …, plaintext }`, like `pulumi stack export`). */
  exportState(options?: { showSecrets?: boolean }): Promise<{ version: number; deployment: Deployment }>;
  /** Every file that the engine keeps, one after the other, as on disk: what a search for leaks has to look through. */
  rawState(): Promise<string>;
  /** Ends every process and removes the state, unless `state` was given. */
  close(): Promise<void>;
}

export interface WorkspaceOptions {
  /** Folder with the Pulumi.yaml. Nothing is written there. */
  project: string;
  /** @default "dev" */
  stack?: string;
  /** @default "auto": the Pulumi CLI if there is one, else the stand-in */
  engine?: "auto" | "pulumi" | "stand-in";
  /** Environment of the program and of the provider. */
  env?: Record<string, string>;
  /** Folder of the state. Left out, a temporary one. */
  state?: string;
  /** Called with every line as it is printed. */
  print?: (line: string) => void;
}

export async function openWorkspace(options: WorkspaceOptions): Promise<Workspace> {
  const wanted = options.engine ?? "auto";
  if (wanted === "stand-in") return StandIn.open(options, "asked for");
  const search = await findPulumi();
  if (search.found) return CliWorkspace.open(options, search);
  if (wanted === "pulumi" || process.env.PULUMI_E2E === "require") {
    throw new Error(`The Pulumi CLI is needed here: ${search.why}.`);
  }
  return StandIn.open(options, search.why);
}
