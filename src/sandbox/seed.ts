import { World } from "./world";

/** How a world begins. */
export const seeds = { recorded, empty };

/** The state in which the recordings began: two people, seven repositories at the SCM, nothing activated. */
function recorded(): World {
  const world = empty();
  const members = { octo: "admin" } as const;
  world.scm.addRepo("octo/demo", { members: { alice: "push" } });
  world.scm.addRepo("octo/hello-world");
  world.scm.addRepo("octo/Mixed.Case");
  world.scm.addRepo("octo/vault", { private: true });
  world.scm.addRepo("acme/api", { members });
  world.scm.addRepo("acme/web", { members });
  world.scm.addRepo("alice/notes");
  return world;
}

/** The same two people, both logged in once, and an SCM without a repository. */
function empty(): World {
  const world = new World();
  for (const login of ["octo", "alice"]) {
    world.scm.accounts.set(login, `${login}-pass`);
    world.addUser(login, { avatar: world.scm.avatarOf(login), scmToken: "valid" });
  }
  world.admins.add("octo");
  world.scm.siteAdmins.add("octo");
  return world;
}
