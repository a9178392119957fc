import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseResources } from "./cli-output";
import { isSecret, mapInside, type Properties, reveal, type Value } from "./property";
import type { ProviderCall } from "./provider-process";
import type { Deployment } from "./state";
import { nameOf, providerUrn } from "./urn";

const folder = join(__dirname, "../recordings/engine");

export const recordedFile = (file: string) => join(folder, file);
const text = (file: string) => readFileSync(recordedFile(file), "utf8");

export interface Recording {
  name: string;
  /** Environment of the program and of the provider. */
  env: Record<string, string>;
  operation: "preview" | "up" | "refresh" | "destroy";
  calls: ProviderCall[];
  deployment: Deployment;
  printed: ReturnType<typeof parseResources>;
}

/** What the real engine did, step by step: steps.txt says how it was asked. */
export function recordings(): Recording[] {
  const lines = text("steps.txt").split("\n");
  const settings: Record<string, string> = {};
  return lines.flatMap((line) => {
    const [, before = "", name, command = ""] = line.match(/^(.*?)\s*\bstep (\S+) (.*)$/) ?? [];
    const assigned = line.match(/^(\w+)="(.*)"$/);
    if (assigned?.[1]) settings[assigned[1]] = assigned[2] ?? "";
    if (!name) return [];
    const full = command.replace(/^\$(\w+)/, (_, key: string) => settings[key] ?? "");
    return [
      {
        name,
        env: Object.fromEntries(before ? [before.split("=") as [string, string]] : []),
        operation: full.split(" ")[1] as Recording["operation"],
        calls: parseCalls(text(`${name}.grpc.jsonl`)),
        deployment: JSON.parse(text(`${name}.state.json`)).deployment,
        printed: parseResources(text(`${name}.txt`)),
      },
    ];
  });
}

const methods = ["Check", "Diff", "Create", "Read", "Update", "Delete"] as const;
const arguments_ = ["id", "olds", "news", "oldInputs", "inputs", "properties"] as const;

/** The requests to providers in a log of the CLI's gRPC (PULUMI_DEBUG_GRPC). */
export function parseCalls(log: string): ProviderCall[] {
  return log.split("\n").flatMap((line) => {
    if (!line.includes("ResourceProvider/")) return [];
    const { method: path, request, progress } = JSON.parse(line);
    const method = methods.find((name) => path.endsWith(`ResourceProvider/${name}`));
    return method && progress === "request_started" ? [comparable({ ...request, method, provider: "" })] : [];
  });
}

/** A call without what differs from one process, or one SDK, to the next. */
export function comparable(call: ProviderCall): ProviderCall {
  const given = arguments_.flatMap((name) => (call[name] === undefined ? [] : [[name, call[name]] as const]));
  return {
    method: call.method,
    provider: "",
    urn: call.urn,
    ...reveal(Object.fromEntries(given) as Properties),
  };
}

const volatile = ["created", "modified", "sourcePosition", "stackTrace"];

/** A state without times and positions; ids of providers and ciphertexts, random ones, as placeholders. */
export function comparableState(deployment: Deployment, without: readonly string[] = []) {
  const resources = (deployment.resources ?? []).filter(({ urn }) => !without.includes(nameOf(urn)));
  const entries = resources.map((resource) => {
    const rest = Object.entries(resource).filter(([key]) => !volatile.includes(key));
    const { provider, id, type, dependencies } = resource;
    const known = {
      ...Object.fromEntries(rest),
      inputs: sealed(resource.inputs),
      outputs: sealed(resource.outputs),
      ...(provider && { provider: providerUrn(provider) }),
      // A set: the real engine stores it in any order.
      ...(dependencies && { dependencies: [...dependencies].sort() }),
      ...(id && type.startsWith("pulumi:providers:") && { id: "(random)" }),
    };
    return [`${resource.urn}${resource.delete ? " (to be deleted)" : ""}`, known];
  });
  return {
    count: resources.length,
    resources: Object.fromEntries(entries),
    pending: deployment.pending_operations?.length ?? 0,
  };
}

function sealed(value: Value = {}): Value {
  return isSecret(value) ? "(secret)" : mapInside(value, sealed);
}

/** Whether every resource comes after all that it refers to, as Pulumi wants a state to be. */
export function isInOrder({ resources = [] }: Deployment): boolean {
  const seen = new Set<string>();
  return resources.every(({ urn, parent, provider, dependencies = [] }) => {
    const needed = [
      ...dependencies,
      ...(parent ? [parent] : []),
      ...(provider ? [providerUrn(provider)] : []),
    ];
    seen.add(urn);
    return needed.every((other) => seen.has(other) && other !== urn);
  });
}
