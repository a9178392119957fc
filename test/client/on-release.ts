import { DroneClient } from "../../src/client";
import type { Feature, Release } from "../../src/client/release";
import { type Sandbox, startSandbox } from "../../src/sandbox";
import { releases } from "../../src/sandbox/release";

export const RELEASES = Object.keys(releases) as (keyof typeof releases)[];
export const LEGACY = RELEASES.filter((name) => name.startsWith("0."));
export const MODERN = RELEASES.filter((name) => !name.startsWith("0."));
/** From 0.6 on secrets and builds are others than before. */
export const SINCE_07 = RELEASES.filter((name) => name !== "0.5");

/** A server of one release, on which octo/demo is active. */
export interface OnRelease {
  sandbox: Sandbox;
  /** octo, an administrator. */
  drone: DroneClient;
  /** alice, who writes to octo/demo. */
  alice: DroneClient;
  release: Release;
  has(feature: Feature): boolean;
  /** Makes a build of octo/demo and returns its number. */
  build(): Promise<number>;
}

const open: Sandbox[] = [];

export async function onRelease(name: (typeof RELEASES)[number]): Promise<OnRelease> {
  const sandbox = await startSandbox({ release: name });
  open.push(sandbox);
  const drone = new DroneClient({ server: sandbox.url, token: sandbox.tokens.octo });
  const alice = new DroneClient({ server: sandbox.url, token: sandbox.tokens.alice });
  const release = await drone.release();
  await drone.user.sync();
  await alice.user.sync();
  await drone.repos.activate("octo/demo");
  const build = async () => {
    const pushed = sandbox.world.push("octo/demo");
    if (pushed) return pushed.number;
    const { commit } = sandbox.world.scm.commit("octo/demo");
    return (await drone.builds.create("octo/demo", { branch: "master", commit })).number;
  };
  return { sandbox, drone, alice, release, has: (feature) => release.has(feature), build };
}

export async function closeAll(): Promise<void> {
  await Promise.all(open.splice(0).map((sandbox) => sandbox.close()));
}
