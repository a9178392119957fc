import type { ChildProcess } from "node:child_process";
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join, resolve } from "node:path";
import { childEnvironment, killTree } from "./child";
import { parseResources } from "./cli-output";
import type { Found } from "./cli-search";
import { type CommandResult, runCommand } from "./command";
import { readProject } from "./project";
import type { Deployment } from "./state";
import { readIfThere } from "./text-file";
import type { OperationOptions, Outcome, UpOptions, Workspace, WorkspaceOptions } from "./workspace";

/** The real engine: the Pulumi CLI on a backend of its own in a folder. */
export class CliWorkspace implements Workspace {
  readonly engine = "pulumi";
  readonly name = "Pulumi";
  readonly version: string;
  readonly why: string;
  readonly #folder: string;
  readonly #stack: string;
  readonly #running = new Map<ChildProcess, Promise<unknown>>();
  #closed = false;

  private constructor(
    readonly options: WorkspaceOptions,
    readonly cli: Found,
  ) {
    this.version = cli.version;
    this.why = cli.why;
    this.#folder = options.state ? resolve(options.state) : mkdtempSync(join(tmpdir(), "pulumi-"));
    this.#stack = options.stack ?? "dev";
  }

  static async open(options: WorkspaceOptions, cli: Found): Promise<CliWorkspace> {
    const workspace = new CliWorkspace(options, cli);
    await workspace.#initialise();
    return workspace;
  }

  async setConfig(key: string, value: string, { secret = false } = {}): Promise<void> {
    const kind = secret ? "--secret" : "--plaintext";
    const where = ["--stack", this.#stack, "--config-file", this.#configFile];
    await this.#must(["config", "set", kind, ...where, "--", key, value]);
  }

  preview(options: OperationOptions & { refresh?: boolean } = {}): Promise<Outcome> {
    return this.#operate(["preview", ...(options.refresh ? ["--refresh"] : [])], options);
  }

  up(options: UpOptions = {}): Promise<Outcome> {
    const flags = [...(options.refresh ? ["--refresh"] : []), ...(options.preview ? [] : ["--skip-preview"])];
    return this.#operate(["up", "--yes", ...flags], options, true);
  }

  refresh(options: OperationOptions & { previewOnly?: boolean } = {}): Promise<Outcome> {
    const flags = options.previewOnly ? ["--preview-only"] : ["--yes", "--skip-preview"];
    return this.#operate(["refresh", ...flags], options, !options.previewOnly);
  }

  destroy(options: Pick<OperationOptions, "env"> = {}): Promise<Outcome> {
    return this.#operate(["destroy", "--yes", "--skip-preview"], options);
  }

  async exportState({ showSecrets = false } = {}): Promise<{ version: number; deployment: Deployment }> {
    const flags = showSecrets ? ["--show-secrets"] : [];
    return JSON.parse(await this.#must(["stack", "export", "--stack", this.#stack, ...flags]));
  }

  async rawState(): Promise<string> {
    const files = readdirSync(this.#folder, { recursive: true, withFileTypes: true }).filter((file) =>
      file.isFile(),
    );
    return files.map((file) => readFileSync(join(file.parentPath, file.name), "utf8")).join("\n");
  }

  async close(): Promise<void> {
    this.#closed = true;
    for (const child of this.#running.keys()) killTree(child);
    await Promise.allSettled(this.#running.values());
    if (!this.options.state) rmSync(this.#folder, { recursive: true, force: true });
  }

  /** Any other command of the CLI, in this workspace. */
  run(args: readonly string[], env?: Record<string, string>): Promise<CommandResult> {
    return this.#spawn(args, this.options.project, env, this.options.print);
  }

  get #configFile(): string {
    return join(this.#folder, `Pulumi.${this.#stack}.yaml`);
  }

  // `stack init` writes the stack's file beside the Pulumi.yaml: a Pulumi.yaml in our folder keeps the project clean.
  async #initialise(): Promise<void> {
    mkdirSync(join(this.#folder, "backend"), { recursive: true });
    // Nobody else uses this backend: a lock was left by a process that was killed.
    rmSync(join(this.#folder, "backend/.pulumi/locks"), { recursive: true, force: true });
    if (existsSync(this.#configFile)) return;
    const { name, root } = readProject(this.options.project, this.#stack);
    writeFileSync(join(this.#folder, "Pulumi.yaml"), `name: ${name}\nruntime: nodejs\n`);
    const result = await this.#spawn(["stack", "init", this.#stack, "--non-interactive"], this.#folder);
    if (result.exitCode !== 0) throw new Error(`pulumi stack init: ${result.output}`);
    const given = join(root, `Pulumi.${this.#stack}.yaml`);
    const config = readIfThere(given)?.replace(/^encryptionsalt:.*$/m, "") ?? "";
    appendFileSync(this.#configFile, `\n${config}`);
  }

  async #operate(command: string[], options: OperationOptions, hasOutputs = false): Promise<Outcome> {
    const where = ["--stack", this.#stack, "--config-file", this.#configFile];
    const how = ["--non-interactive", "--suppress-progress", "--color", "never"];
    const expected = options.expectNoChanges ? ["--expect-no-changes"] : [];
    const { exitCode, output } = await this.run([...command, ...where, ...how, ...expected], options.env);
    const ok = exitCode === 0;
    const stackOutputs = hasOutputs && !this.#closed ? await this.#stackOutputs() : {};
    return { ok, exitCode, ...parseResources(output), output, stackOutputs };
  }

  async #stackOutputs(): Promise<Record<string, unknown>> {
    return JSON.parse(
      await this.#must(["stack", "output", "--json", "--show-secrets", "--stack", this.#stack]),
    );
  }

  async #must(args: readonly string[]): Promise<string> {
    const { exitCode, output, stdout } = await this.#spawn(args, this.options.project);
    if (exitCode !== 0) throw new Error(`pulumi ${args[0]} ${args[1]}: ${output}`);
    return stdout;
  }

  async #spawn(
    args: readonly string[],
    cwd: string,
    env?: Record<string, string>,
    print?: (line: string) => void,
  ): Promise<CommandResult> {
    if (this.#closed) throw new Error("The workspace is closed.");
    const environment = childEnvironment(this.options.env, env, this.#environment());
    const { child, result } = runCommand(this.cli.command, args, { cwd, env: environment, print });
    this.#running.set(child, result);
    try {
      return await result;
    } finally {
      this.#running.delete(child);
    }
  }

  #environment(): Record<string, string> {
    const passphrase = this.options.env?.PULUMI_CONFIG_PASSPHRASE ?? "stand-in";
    return {
      PATH: [dirname(this.cli.command), process.env.PATH].join(delimiter),
      PULUMI_BACKEND_URL: `file://${join(this.#folder, "backend")}`,
      PULUMI_CONFIG_PASSPHRASE: passphrase,
      PULUMI_SKIP_UPDATE_CHECK: "true",
    };
  }
}
