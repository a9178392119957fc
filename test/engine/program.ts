import { createRequire } from "node:module";
import { join } from "node:path";
import { childEnvironment, type NodeChild, spawnNode } from "./child";
import type { Project } from "./project";

export interface ProgramOptions {
  project: Project;
  stack: string;
  config: ReadonlyMap<string, { value: string; secret: boolean }>;
  monitor: string;
  dryRun: boolean;
  env?: Record<string, string>;
  line(text: string): void;
}

/** Exit code of a program that has told the user already what is wrong. */
export const toldAlready = 32;

/** Runs the program as Pulumi's language host for Node does. */
export function startProgram(options: ProgramOptions): NodeChild {
  const { project, stack, config, monitor, dryRun, env, line } = options;
  const { programFolder, runtimeOptions } = project;
  const script = createRequire(join(programFolder, "index.js")).resolve("@pulumi/pulumi/cmd/run");
  const flags = {
    monitor,
    engine: monitor,
    organization: "organization",
    project: project.name,
    "root-directory": project.root,
    stack,
    pwd: programFolder,
    parallel: "8",
  };
  const args = Object.entries(flags).flatMap(([name, value]) => [`--${name}`, value]);
  const secrets = [...config].filter(([, { secret }]) => secret).map(([key]) => key);
  const own: Record<string, string> = {
    PULUMI_CONFIG: JSON.stringify(Object.fromEntries([...config].map(([key, { value }]) => [key, value]))),
    PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(secrets),
    ...(runtimeOptions.typescript !== false && { PULUMI_NODEJS_TYPESCRIPT: "true" }),
    ...(runtimeOptions.tsconfig && { PULUMI_NODEJS_TSCONFIG_PATH: runtimeOptions.tsconfig }),
  };
  return spawnNode(script, [...args, ...(dryRun ? ["--dry-run"] : []), project.entryPoint], {
    cwd: programFolder,
    env: childEnvironment(env, own),
    nodeArgs: runtimeOptions.nodeargs?.split(/\s+/).filter(Boolean) ?? [],
    line,
  });
}
