import { Answer, empty, json } from "../answer";
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

/** Drone ignores a webhook without the SCM's event header. Pushes come in by `world.push`, not by HTTP. */
export const hook = (): Answer => empty(200);

/** What waits for an agent, since 0.7. Nothing does: there are no agents here. */
export function info(): Answer {
  const stats = { worker_count: 0, pending_count: 0, running_count: 0, completed_count: 0 };
  // The only answer that is indented.
  const body = JSON.stringify({ pending: null, running: null, stats }, null, 4);
  return new Answer(200, body, { "Content-Type": "application/json; charset=utf-8" });
}

/** Prometheus' page, since 0.7, shortened. */
export const metrics = (): Answer =>
  new Answer(200, "# HELP go_goroutines Number of goroutines that currently exist.\ngo_goroutines 8\n", {
    "Content-Type": "text/plain; version=0.0.4",
  });
