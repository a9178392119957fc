import { createHmac } from "node:crypto";
import { type Answer, empty } from "../answer";
import { json, refusal } from "./answers";
import { buildJson } from "./build-json";
import type { Call } from "./call";
import { start } from "./start";

/** What of a push of Gogs is looked at. */
interface Push {
  ref?: string;
  after?: string;
  commits?: { message?: string }[];
  repository?: { full_name?: string };
  pusher?: { login?: string; username?: string; email?: string };
  sender?: { login?: string; username?: string };
}

/** A push, signed with the repository's own key. Other events make no builds here. */
export function hear({ request, world }: Call): Answer {
  if (request.headers["x-gogs-event"] !== "push") return empty(200);
  const push: Push = read(request.body.toString("utf8"));
  const repo = world.syncedRepo(push.repository?.full_name ?? "");
  const signature = createHmac("sha256", repo?.signer ?? "")
    .update(request.body)
    .digest("hex");
  if (!repo?.signer || request.headers["x-gogs-signature"] !== signature) {
    return refusal(400, "Invalid webhook signature");
  }
  if (!repo.active) return empty(200);
  const message = push.commits?.[0]?.message ?? "";
  if (/\[ci skip\]/i.test(message)) return json(null);
  const branch = push.ref?.replace(/^refs\/heads\//, "") ?? "";
  const author = push.pusher?.login ?? push.pusher?.username ?? "";
  const build = start(
    world,
    repo,
    {
      trigger: "@hook",
      event: "push",
      message,
      after: push.after,
      ref: push.ref,
      source: branch,
      target: branch,
      author,
      authorName: author,
      authorEmail: push.pusher?.email ?? "",
      sender: push.sender?.login ?? push.sender?.username ?? author,
    },
    // Whether an author may be trusted, Drone asks only for what comes in this way.
    repo.protected ? "blocked" : "pending",
  );
  return json(buildJson(build));
}

function read(text: string): Push {
  try {
    return JSON.parse(text) ?? {};
  } catch {
    return {};
  }
}
