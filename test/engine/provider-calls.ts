import { existsSync, readFileSync, rmSync } from "node:fs";
import type { ProviderCall } from "./provider-process";
import { comparable, parseCalls } from "./recording";
import { StandIn } from "./stand-in";
import type { Outcome, Workspace } from "./workspace";

/** Does something in a workspace and gives the requests to providers that came of it, on either engine. */
export async function withCalls(
  workspace: Workspace,
  log: string,
  act: (env: Record<string, string>) => Promise<Outcome>,
): Promise<{ outcome: Outcome; calls: ProviderCall[] }> {
  rmSync(log, { force: true });
  const before = workspace instanceof StandIn ? workspace.calls.length : 0;
  const outcome = await act({ PULUMI_DEBUG_GRPC: log });
  if (workspace instanceof StandIn) return { outcome, calls: workspace.calls.slice(before).map(comparable) };
  return { outcome, calls: existsSync(log) ? parseCalls(readFileSync(log, "utf8")) : [] };
}
