import type { WritableObject } from "../go/write-json";
import type { BuildRow, RepoRow } from "../rows";

/** A build with its repository, in short. What is empty or zero is left out; so is all of a build that is none. */
export const feedItem = (repo: RepoRow, build?: BuildRow): WritableObject => ({
  owner: repo.owner,
  name: repo.name,
  full_name: repo.fullName,
  number: build?.number,
  event: build?.event,
  status: build?.status,
  created_at: build?.created || undefined,
  started_at: build?.started || undefined,
  finished_at: build?.finished || undefined,
  commit: build?.commit || undefined,
  branch: build?.branch || undefined,
  ref: build ? `refs/heads/${build.branch}` : undefined,
  message: build?.message || undefined,
  author: build?.author || undefined,
  author_avatar: build?.authorAvatar || undefined,
  author_email: build?.authorEmail || undefined,
});
