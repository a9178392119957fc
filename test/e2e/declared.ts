import type { Declared, Program } from "./stack";

// One resource of each kind, as the end-to-end tests declare them.

export const user: Declared = { type: "User", name: "bob", args: { login: "bob", email: "bob@example.com" } };
export const repo: Declared = {
  type: "Repository",
  name: "demo",
  args: { owner: "octo", name: "demo", timeout: 30 },
};
const inRepo = { of: "demo", output: "slug" };
export const repoSecret: Declared = {
  type: "RepoSecret",
  name: "password",
  args: { repo: inRepo, name: "PASSWORD", value: "s3cret-of-repo" },
};
export const teamSecret: Declared = {
  type: "TeamSecret",
  name: "slack",
  args: { team: "acme", name: "SLACK", value: { secret: "s3cret-of-team" }, conceal: true },
};
export const globalSecret: Declared = {
  type: "GlobalSecret",
  name: "mirror",
  args: { name: "MIRROR", value: "s3cret-of-all", events: ["push"] },
};
export const all: Program = [user, repo, repoSecret, teamSecret, globalSecret];

export const changed = (declared: Declared, args: object): Declared => ({
  ...declared,
  args: { ...declared.args, ...args },
});
