import type { Connection } from "../../src/connection/connection";
import { Connections } from "../../src/connection/connections";
import type { Configuration } from "../../src/connection/settings";

/** The token of every test here. */
export const TOKEN = "s3cret-token";

/** As `pulumi config set drone:…` has them. */
export function configured(server: string, settings: Record<string, string> = {}): Configuration {
  const all: Record<string, string> = { server, token: TOKEN, ...settings };
  return { get: (key) => all[key.replace("drone:", "")] };
}

/** The connection of a process of its own. */
export function connect(server: string, settings: Record<string, string> = {}): Connection {
  return new Connections().to(configured(server, settings), () => {});
}

/** What is said when it does not work. */
export async function refusal(work: () => unknown): Promise<string> {
  try {
    await work();
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error("It worked.");
}
