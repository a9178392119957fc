import { findPulumi } from "./cli-search";

/** Facts have to hold on both. */
export const engines = ["stand-in", "pulumi"] as const;
export type EngineName = (typeof engines)[number];

let told = false;

/** Whether this engine is there. One that is not is skipped, saying why, or is an error under PULUMI_E2E=require. */
export async function needs(engine: EngineName, skip?: (why: string) => void): Promise<boolean> {
  if (engine === "stand-in") return true;
  const search = await findPulumi();
  if (search.found) return true;
  if (process.env.PULUMI_E2E === "require") throw new Error(`The Pulumi CLI is needed here: ${search.why}.`);
  if (!told) process.stderr.write(`Not tested with the real Pulumi CLI: ${search.why}.\n`);
  told = true;
  skip?.(`no Pulumi CLI: ${search.why}`);
  return false;
}
