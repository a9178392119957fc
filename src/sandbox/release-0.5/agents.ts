import { type Answer, json } from "../answer";
import type { Call } from "../release-0/call";
import { bytewise } from "../table";

export function list({ world }: Call): Answer {
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
