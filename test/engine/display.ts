import { equal, hasUnknown, isSecret, type Properties, reveal, type Value } from "./property";
import { nameOf, stackType, typeOf } from "./urn";
import type { Change } from "./workspace";

export type Op =
  | "same"
  | "create"
  | "update"
  | "delete"
  | "replace"
  | "create-replacement"
  | "delete-replaced"
  | "read"
  | "refresh";

// Prefix, planned, under way, done: as the CLI prints them.
const words: Record<Op, readonly [string, string, string, string]> = {
  same: ["  ", "", "", ""],
  create: ["+ ", "create", "creating", "created"],
  update: ["~ ", "update", "updating", "updated"],
  delete: ["- ", "delete", "deleting", "deleted"],
  replace: ["+-", "replace", "replacing", "replaced"],
  "create-replacement": ["++", "create replacement", "creating replacement", "created replacement"],
  "delete-replaced": ["--", "delete original", "deleting original", "deleted original"],
  read: ["> ", "read", "reading", "read"],
  refresh: ["~ ", "refresh", "refreshing", "refreshed"],
};

const summaryOrder: readonly Change[] = ["create", "update", "delete", "replace"];

/** Prints an operation in the form of the CLI's `--non-interactive` output. */
export class Display {
  readonly lines: string[] = [];
  readonly #diagnostics = new Map<string, string[]>();
  readonly #errored = new Set<string>();

  constructor(
    readonly stackUrn: string,
    readonly print: (line: string) => void = () => {},
  ) {}

  get errored(): number {
    return this.#errored.size;
  }

  line(text = ""): void {
    this.lines.push(text);
    this.print(text);
  }

  step(op: Op, phase: "planned" | "started" | "done" | "failed", urn: string, note = ""): void {
    if (op === "same" && phase !== "failed") return;
    const [prefix, planned, started, done] = words[op];
    const word = { planned, started, done, failed: `**${started} failed**` }[phase];
    this.line(` ${prefix} ${this.#label(urn)} ${word} ${note}`.trimEnd());
  }

  /** Severity "" is what was merely said. */
  diagnostic(severity: "" | "warning" | "error", urn: string, message: string): void {
    const about = urn || this.stackUrn;
    const text = severity ? `${severity}: ${message}` : message;
    this.#diagnostics.set(about, [...(this.#diagnostics.get(about) ?? []), text]);
    if (severity === "error") this.#errored.add(about);
    this.line(`    ${this.#label(about)} ${text.split("\n")[0]}`);
  }

  diagnostics(): void {
    if (this.#diagnostics.size === 0) return;
    this.line("Diagnostics:");
    for (const [urn, messages] of this.#diagnostics) {
      this.line(`  ${typeOf(urn)} (${nameOf(urn)}):`);
      for (const line of messages.join("\n").split("\n")) this.line(`    ${line}`);
      this.line();
    }
  }

  outputs(before: Properties, after: Properties): void {
    const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
    if (names.length === 0) return;
    this.line("Outputs:");
    for (const name of names) {
      const [old, now] = [before[name], after[name]];
      const changed = old !== undefined && now !== undefined && !equal(reveal(old), reveal(now));
      const sign = old === undefined ? "+" : now === undefined ? "-" : changed ? "~" : " ";
      const value = changed ? `${shown(old)} => ${shown(now)}` : shown(now ?? old ?? null);
      this.line(`  ${sign} ${name}: ${value}`);
    }
    this.line();
  }

  summary(changes: Partial<Record<Change, number>>, dryRun: boolean): void {
    this.line("Resources:");
    const made = summaryOrder.filter((change) => changes[change]);
    for (const change of made) {
      const [prefix, planned, , done] = words[change];
      this.line(`    ${prefix}${changes[change]} ${dryRun ? `to ${planned}` : done}`);
    }
    const total = made.reduce((sum, change) => sum + (changes[change] ?? 0), 0);
    const pieces = [
      ...(made.length > 1 ? [`${total} changes`] : []),
      ...(changes.same ? [`${changes.same} unchanged`] : []),
    ];
    if (pieces.length > 0) this.line(`    ${pieces.join(". ")}`);
    if (this.errored > 0) this.line(`    ${this.errored} errored`);
    this.line();
  }

  #label(urn: string): string {
    return typeOf(urn) === stackType
      ? `${stackType} ${nameOf(this.stackUrn)}`
      : `${typeOf(urn)} ${nameOf(urn)}`;
  }
}

function shown(value: Value): string {
  if (isSecret(value)) return "[secret]";
  return hasUnknown(value) ? "[unknown]" : JSON.stringify(value);
}
