import { existsSync, readFileSync, statSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { load } from "js-yaml";

/** What a Pulumi.yaml and, beside it, the Pulumi.<stack>.yaml say. */
export interface Project {
  name: string;
  root: string;
  /** Folder that the program and the provider run in. */
  programFolder: string;
  /** `.` or a file in that folder. */
  entryPoint: string;
  runtimeOptions: { typescript?: boolean; tsconfig?: string; nodeargs?: string };
  /** Configuration in clear text of both files, by full key. */
  config: Record<string, string>;
}

interface ProjectFile {
  name?: string;
  runtime?: string | { name?: string; options?: Project["runtimeOptions"] };
  main?: string;
  config?: Record<string, unknown>;
}

export function readProject(folder: string, stack: string): Project {
  const root = resolve(folder);
  const file = readYaml<ProjectFile>(join(root, "Pulumi.yaml"));
  if (!file?.name) throw new Error(`${root}: no Pulumi.yaml with a name.`);
  const runtime = typeof file.runtime === "string" ? { name: file.runtime } : (file.runtime ?? {});
  if (runtime.name !== "nodejs") throw new Error(`The stand-in runs nodejs programs, not ${runtime.name}.`);
  const main = resolve(root, file.main ?? ".");
  const isFolder = statSync(main).isDirectory();
  const stackFile = readYaml<ProjectFile>(join(root, `Pulumi.${stack}.yaml`));
  return {
    name: file.name,
    root,
    programFolder: isFolder ? main : dirname(main),
    entryPoint: isFolder ? "." : basename(main),
    runtimeOptions: ("options" in runtime && runtime.options) || {},
    config: { ...configOf(file, file.name), ...configOf(stackFile, file.name) },
  };
}

function readYaml<T>(path: string): T | undefined {
  return existsSync(path) ? (load(readFileSync(path, "utf8")) as T) : undefined;
}

function configOf(file: ProjectFile | undefined, project: string): Record<string, string> {
  const config: Record<string, string> = {};
  for (const [key, given] of Object.entries(file?.config ?? {})) {
    const value = typeof given === "object" && given !== null ? settingOf(key, given) : given;
    if (value !== undefined)
      config[fullKey(key, project)] = typeof value === "string" ? value : JSON.stringify(value);
  }
  return config;
}

function settingOf(key: string, given: object): unknown {
  if ("secure" in given)
    throw new Error(`${key}: the stand-in cannot open a secret of a stack's file; set it again.`);
  if ("value" in given) return given.value;
  if ("default" in given) return given.default;
  return "type" in given || "description" in given ? undefined : given;
}

export const fullKey = (key: string, project: string) => (key.includes(":") ? key : `${project}:${key}`);
