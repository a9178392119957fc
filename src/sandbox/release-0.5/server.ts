import { type Answer, empty, json } from "../answer";
import { bytewise } from "../table";
import type { Call } from "./call";
import { feedItem } from "./feed";

/** Builds that wait or run, of all repositories. */
export function queue({ world }: Call): Answer {
  const open = world.builds.filter((build) => build.status === "pending" || build.status === "running");
  const items = open.flatMap((build) => {
    const repo = world.repos.find((each) => each.id === build.repoId);
    return repo ? [feedItem(repo, build)] : [];
  });
  return json(items);
}

export function agents({ world }: Call): Answer {
  const sorted = [...world.agents.rows].sort((one, other) => bytewise(one.address, other.address));
  const shown = sorted.map((agent) => ({
    id: agent.id,
    address: agent.address,
    platform: agent.platform,
    capacity: agent.capacity,
    created_at: agent.created,
    updated_at: agent.updated,
  }));
  return json(shown);
}

/** Drone ignores a webhook without the SCM's event header. Pushes come in by `world.push`, not by HTTP. */
export const hook = (): Answer => empty(200);
