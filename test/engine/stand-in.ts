import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { deleteLeftovers } from "./deletion";
import { Display } from "./display";
import { Operation } from "./operation";
import { fullKey, type Project, readProject } from "./project";
import { reveal } from "./property";
import type { ProviderCall } from "./provider-process";
import { Providers } from "./providers";
import { refreshAll } from "./refresh";
import { SettingsFile } from "./settings-file";
import { Snapshot } from "./snapshot";
import { engineVersion, StateFile } from "./state";
import { runProgram, type StackOutputs } from "./update";
import { makeUrn, stackType } from "./urn";
import type { OperationOptions, Outcome, UpOptions, Workspace, WorkspaceOptions } from "./workspace";

const notice = "This is the stand-in engine of pulumi-drone's tests, not Pulumi: never deploy with it.";

interface Kind {
  verb: string;
  dryRun: boolean;
  options: OperationOptions;
  act(op: Operation): Promise<StackOutputs>;
}

/** Does what the Pulumi CLI does, as far as this project needs it, where there is no Pulumi CLI. */
export class StandIn implements Workspace {
  readonly engine = "stand-in";
  readonly name = "stand-in engine";
  readonly version = engineVersion;
  /** Every request to a provider since the workspace was opened. */
  readonly calls: ProviderCall[] = [];
  readonly #folder: string;
  readonly #stack: string;
  readonly #running = new Map<Promise<Outcome>, Operation>();

  private constructor(
    readonly options: WorkspaceOptions,
    readonly why: string,
  ) {
    this.#folder = options.state ?? mkdtempSync(join(tmpdir(), "stand-in-"));
    this.#stack = options.stack ?? "dev";
    mkdirSync(this.#folder, { recursive: true });
  }

  static async open(options: WorkspaceOptions, why: string): Promise<StandIn> {
    return new StandIn(options, why);
  }

  async setConfig(key: string, value: string, { secret = false } = {}): Promise<void> {
    this.#settings().set(fullKey(key, this.#project().name), value, secret);
  }

  preview(options: OperationOptions & { refresh?: boolean } = {}): Promise<Outcome> {
    return this.#runProgram("Previewing update", true, options);
  }

  async up(options: UpOptions = {}): Promise<Outcome> {
    const preview = options.preview ? await this.preview({ ...options, expectNoChanges: false }) : undefined;
    if (preview && !preview.ok) return preview;
    const outcome = await this.#runProgram("Updating", false, options);
    return { ...outcome, output: (preview?.output ?? "") + outcome.output };
  }

  refresh(options: OperationOptions & { previewOnly?: boolean } = {}): Promise<Outcome> {
    const dryRun = options.previewOnly ?? false;
    const act = async (op: Operation) => {
      await refreshAll(op, { counted: true });
      const outputs = op.snapshot.base.find(({ type }) => type === stackType)?.outputs ?? {};
      return { before: outputs, after: outputs };
    };
    return this.#operate({ verb: dryRun ? "Previewing refresh" : "Refreshing", dryRun, options, act });
  }

  destroy(options: Pick<OperationOptions, "env"> = {}): Promise<Outcome> {
    const act = async (op: Operation) => {
      await deleteLeftovers(op);
      return { before: {}, after: {} };
    };
    return this.#operate({ verb: "Destroying", dryRun: false, options, act });
  }

  async exportState({ showSecrets = false } = {}) {
    const file = this.#stateFile(this.#project());
    return file.checkpoint(file.read(), showSecrets);
  }

  async rawState(): Promise<string> {
    const files = readdirSync(this.#folder).sort();
    return files.map((file) => readFileSync(join(this.#folder, file), "utf8")).join("\n");
  }

  async close(): Promise<void> {
    for (const op of this.#running.values()) {
      op.fail("", "The workspace was closed.");
      await op.providers.close();
    }
    await Promise.allSettled(this.#running.keys());
    if (!this.options.state) rmSync(this.#folder, { recursive: true, force: true });
  }

  #runProgram(
    verb: string,
    dryRun: boolean,
    options: OperationOptions & { refresh?: boolean },
  ): Promise<Outcome> {
    const act = async (op: Operation) => {
      if (options.refresh) await refreshAll(op, { counted: false });
      if (op.failed) return { before: {}, after: {} };
      const project = this.#project();
      const config = this.#settings().over(project.config);
      const env = { ...this.options.env, ...options.env };
      const line = (text: string) => op.display.diagnostic("", "", text);
      return runProgram(op, { project, stack: this.#stack, config, dryRun, env, line });
    };
    return this.#operate({ verb, dryRun, options, act });
  }

  async #operate(kind: Kind): Promise<Outcome> {
    const op = this.#operation(kind);
    const running = this.#carryOut(op, kind);
    this.#running.set(running, op);
    try {
      return await running;
    } finally {
      this.#running.delete(running);
      await op.providers.close();
    }
  }

  #operation({ verb, dryRun, options }: Kind): Operation {
    const project = this.#project();
    const stackUrn = makeUrn(this.#stack, project.name, "", stackType, `${project.name}-${this.#stack}`);
    const display = new Display(stackUrn, this.options.print);
    for (const line of [notice, `${verb} (${this.#stack}):`, ""]) display.line(line);
    const snapshot = new Snapshot(this.#stateFile(project), dryRun);
    const settings = {
      project: project.name,
      cwd: project.programFolder,
      env: { ...this.options.env, ...options.env },
      line: (text: string) => display.diagnostic("", "", text),
      called: (call: ProviderCall) => this.calls.push(call),
    };
    const providers = new Providers(settings, snapshot);
    return new Operation(project.name, this.#stack, snapshot, providers, display, dryRun);
  }

  async #carryOut(op: Operation, { dryRun, options, act }: Kind): Promise<Outcome> {
    const { display, snapshot } = op;
    warnOfPending(op);
    op.providers.warmUp();
    const { before, after } = await act(op);
    snapshot.save();
    if (op.stepFailed) display.diagnostic("error", "", `${dryRun ? "preview" : "update"} failed`);
    display.diagnostics();
    display.outputs(before, after);
    display.summary(op.changes, dryRun);
    const changed = Object.keys(op.changes).some((change) => change !== "same");
    const unexpected = options.expectNoChanges === true && changed;
    if (unexpected) display.line("error: no changes were expected but changes were proposed");
    const exitCode = op.failed ? 1 : unexpected ? 7 : 0;
    return {
      ok: exitCode === 0,
      exitCode,
      changes: op.changes,
      errored: display.errored,
      output: `${display.lines.join("\n")}\n`,
      stackOutputs: dryRun ? {} : (reveal(after) as Record<string, unknown>),
    };
  }

  #project(): Project {
    return readProject(this.options.project, this.#stack);
  }

  #settings(): SettingsFile {
    const passphrase = this.options.env?.PULUMI_CONFIG_PASSPHRASE ?? "stand-in";
    return new SettingsFile(join(this.#folder, `${this.#stack}.settings.json`), passphrase);
  }

  #stateFile(project: Project): StateFile {
    return new StateFile(join(this.#folder, `${project.name}.${this.#stack}.json`), this.#settings().sealing);
  }
}

function warnOfPending(op: Operation): void {
  const { pendingBefore } = op.snapshot;
  if (pendingBefore.length === 0 || op.dryRun) return;
  const list = pendingBefore.map(({ resource, type }) => `  * ${resource.urn}, interrupted while ${type}`);
  const head = `Attempting to deploy or update resources with ${list.length} pending operations from previous deployment.`;
  op.display.diagnostic("warning", "", [head, ...list].join("\n"));
}
