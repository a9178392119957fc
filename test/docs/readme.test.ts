import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { type Feature, features, Release } from "../../src/client/release";
import * as provider from "../../src/entry";
import type { Input } from "../../src/lifecycle/definition";

const readme = readFileSync(join(__dirname, "../../README.md"), "utf8");

/** A column, and the releases of it at which something begins. */
const columns = {
  "0.5": ["0.5"],
  "0.6": ["0.6"],
  "0.7": ["0.7"],
  "0.8": ["0.8"],
  "1.x": ["1.0", "1.1", "1.2", "1.6", "1.10.0", "1.10.1"],
  "2.x": ["2.0", "2.1", "2.2", "2.25"],
};

/** `✓` if all of a column have it, the first if only later ones do, else nothing. */
function cells(feature: Feature): string[] {
  return Object.values(columns).map((releases) => {
    const having = releases.filter((release) => Release.parse(release)?.has(feature));
    if (having.length === releases.length) return "✓";
    return having.length === 0 ? "" : `${having[0]}+`;
  });
}

const row = (...texts: string[]) =>
  `| ${texts.join(" | ")} |`.replaceAll("|  |", "| |").replaceAll("|  |", "| |");

/** The table as the code has it. */
function table(): string {
  const lines = [row("", ...Object.keys(columns)), row(...["", ...Object.keys(columns)].map(() => "---"))];
  for (const { definition } of Object.values(provider)) {
    lines.push(row(`**${definition.type}**`, ...cells(definition.needs)));
    const ownCells = cells(definition.needs).join();
    for (const [name, input] of Object.entries<Input>(definition.inputs)) {
      const feature = input.needs ?? (name in features ? (name as Feature) : undefined);
      if (!feature || definition.type === "TeamSecret" || definition.type === "GlobalSecret") continue;
      if (cells(feature).join() !== ownCells) lines.push(row(`\`${name}\``, ...cells(feature)));
    }
  }
  return lines.join("\n");
}

test("the table of resources and releases is what the code says", () => {
  const [, written] = /<!-- releases -->\n+([\s\S]*?)\n+<!-- end -->/.exec(readme) ?? [];
  expect(written).toBe(table());
});
