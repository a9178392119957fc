import { Answer } from "../answer";
import type { StagedBuildRow, SyncedRepoRow } from "../synced-rows";
import type { World } from "../world";
import { askScm, noRow, refusal } from "./answers";
import type { RepoCall } from "./call";

/** A build with the one stage that the pipeline file of every repository here has. */
export function start(
  world: World,
  repo: SyncedRepoRow,
  about: Partial<StagedBuildRow>,
  status: "pending" | "blocked" = "pending",
): StagedBuildRow {
  const now = world.now();
  repo.counter = Number(repo.counter) + 1;
  repo.version += 1;
  const times = { started: 0, created: now, updated: now, version: 1 };
  const build = world.stagedBuilds.insert({
    ...nothing,
    ...about,
    ...times,
    repoId: repo.id,
    number: repo.counter,
    status: "pending",
    finished: 0,
    offList: false,
  });
  const stage = { repoId: repo.id, buildId: build.id, number: 1, name: "default", status };
  world.stages.insert({ ...stage, ...times, stopped: 0 });
  return build;
}

const nothing = {
  trigger: "",
  parent: 0,
  event: "",
  action: "",
  link: "",
  message: "",
  before: "",
  after: "",
  ref: "",
  source: "",
  target: "",
  author: "",
  authorName: "",
  authorEmail: "",
  sender: "",
  params: {},
  cron: "",
  deploy: "",
  debug: false,
};

/** What the SCM says of a commit, or of the newest one of a branch, asked with the token of the repository's owner. */
export function commitOf(
  { repo, world }: RepoCall,
  wanted: { branch: string; sha?: string; noBranch: string },
):
  | Pick<StagedBuildRow, "link" | "message" | "before" | "after" | "ref" | "authorName" | "authorEmail">
  | Answer {
  const owner = world.users.find((user) => user.id === repo.userId);
  if (!owner) return noRow;
  if (owner.scmToken !== "valid") return refusal(404, "Unauthorized");
  const found = askScm(404, () => world.scm.repoFor(owner, repo.slug).repo);
  if (found instanceof Answer) return found;
  if (wanted.sha ? wanted.sha !== found.head : wanted.branch !== found.branch) {
    return refusal(404, wanted.noBranch);
  }
  const author = world.scm.accounts.has(found.owner) ? found.owner : "octo";
  return {
    link: `${world.scm.url}/api/v1/repos/${repo.slug}/commits/${found.head}`,
    message: "initial commit",
    before: found.head,
    after: found.head,
    ref: `refs/heads/${wanted.branch}`,
    authorName: author,
    authorEmail: world.scm.emailOf(author),
  };
}
