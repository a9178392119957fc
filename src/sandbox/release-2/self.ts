import { Answer } from "../answer";
import type { ScmRepo } from "../scm";
import { askScm, done, json } from "./answers";
import { bodyAs, formValue } from "./body";
import { buildJson } from "./build-json";
import type { UserCall } from "./call";
import { repoJson } from "./repo-json";
import { fromScm, reposOf, sync } from "./sync";
import { newToken, userBody, userJson } from "./users";

export const show = ({ user, world }: UserCall): Answer => json(userJson(world, user));

/** Sets the address, and nothing else; one that is left out is emptied. */
export function update({ request, user, world }: UserCall): Answer {
  const patch = bodyAs(userBody, request);
  if (patch instanceof Answer) return patch;
  user.email = patch.email;
  return json(userJson(world, user));
}

export function token({ request, user, world }: UserCall): Answer {
  if (formValue(request, "rotate") === "true") {
    if (user.machine) user.token = newToken();
    else world.rotateToken(user);
  }
  return json({ ...userJson(world, user), token: user.token });
}

export function repos(call: UserCall): Answer {
  const { major, request, user, world } = call;
  const latest = formValue(request, "latest") === "true";
  const mine = reposOf(world, user);
  if (!latest) return json(mine.map((repo) => repoJson(repo, major)));
  return json(
    mine.map((repo) => {
      const builds = world.stagedBuilds.filter(({ repoId }) => repoId === repo.id);
      const newest = builds.at(-1);
      return repoJson(repo, major, { build: newest && buildJson(newest) });
    }),
  );
}

export function synchronize(call: UserCall): Answer {
  const { request, user, world } = call;
  const isAsync = formValue(request, "async") === "true";
  const failed = askScm(500, () => sync(world, user));
  if (isAsync) return done;
  return failed ?? json(reposOf(world, user).map((repo) => repoJson(repo, call.major)));
}

/** The newest builds of one's repositories. */
export function builds({ major, user, world }: UserCall): Answer {
  const mine = reposOf(world, user);
  const newestFirst = [...world.stagedBuilds.rows].reverse();
  const items = newestFirst.flatMap((build) => {
    const repo = mine.find(({ id }) => id === build.repoId);
    return repo ? [repoJson(repo, major, { build: buildJson(build) })] : [];
  });
  return json(items.slice(0, 25));
}

export function remoteRepos({ major, user, world }: UserCall): Answer {
  const theirs = askScm(500, () => world.scm.reposOf(user));
  if (theirs instanceof Answer) return theirs;
  return json(theirs.map((their) => repoJson(remote(their, world.scm.url), major)));
}

export function remoteRepo({ major, params, user, world }: UserCall): Answer {
  const found = askScm(500, () => world.scm.repoFor(user, `${params.owner}/${params.name}`));
  if (found instanceof Answer) return found;
  const { pull, push, admin } = found.permissions;
  const permissions = { read: pull, write: push, admin };
  return json(repoJson(remote(found.repo, world.scm.url), major, { permissions }));
}

const remote = (their: ScmRepo, scmUrl: string) => ({ id: 0, ...fromScm(their, new URL(scmUrl).hostname) });
