import { randomBytes } from "node:crypto";
import type { UserRow } from "./rows";
import { Table } from "./table";

export interface Permissions {
  pull: boolean;
  push: boolean;
  admin: boolean;
}

export interface ScmRepo {
  owner: string;
  name: string;
  fullName: string;
  private: boolean;
  avatar: string;
  link: string;
  clone: string;
  /** Login -> what he may. Everybody may read a public repository. */
  members: Map<string, keyof Permissions>;
  /** The newest commit. */
  head: string;
  id: number;
  /** The only branch. */
  branch: string;
}

export interface Webhook {
  id: number;
  repo: ScmRepo;
  url: string;
  events: string[];
  active: boolean;
  /** The hash of the activation that made it: a webhook of another activation is refused. */
  hash: string;
}

/** What the SCM, or the network before it, said. Drone passes the text on. */
export class ScmError extends Error {
  constructor(
    message: string,
    /** Undefined when the SCM did not answer. */
    readonly status?: number,
  ) {
    super(message);
  }
}

/** The source code host behind Drone: a Gogs, as in the recordings. Not HTTP: the sandbox asks it directly. */
export class Scm {
  url = "http://127.0.0.1:3000";
  /** Set to false to see what Drone says when its SCM is down. */
  reachable = true;
  /** Set it to have every call answered so. */
  failure?: ScmError;
  /** Login -> password. */
  readonly accounts = new Map<string, string>();
  /** Logins that may do anything in any repository. */
  readonly siteAdmins = new Set<string>();
  readonly repos: ScmRepo[] = [];
  readonly webhooks = new Table<Webhook>();
  private readonly avatars = new Map<string, string>();
  private lastRepoId = 0;

  /** The owner of the name becomes its admin. */
  addRepo(
    fullName: string,
    more: { private?: boolean; members?: Record<string, keyof Permissions> } = {},
  ): ScmRepo {
    const [owner = "", name = ""] = fullName.split("/");
    const members = new Map(Object.entries({ [owner]: "admin" as const, ...more.members }));
    const link = `${this.url}/${fullName}`;
    const repo: ScmRepo = {
      owner,
      name,
      fullName,
      private: more.private ?? false,
      avatar: this.avatarOf(owner),
      link,
      clone: `${link}.git`,
      members,
      head: newCommit(),
      id: ++this.lastRepoId,
      branch: "master",
    };
    this.repos.push(repo);
    return repo;
  }

  avatarOf(login: string): string {
    const known = this.avatars.get(login) ?? `${this.url}/avatars/${this.avatars.size + 1}`;
    this.avatars.set(login, known);
    return known;
  }

  emailOf(login: string): string {
    return `${login}@example.com`;
  }

  /** Names ignore case here, unlike in Drone. */
  find(fullName: string): ScmRepo | undefined {
    return this.repos.find((repo) => repo.fullName.toLowerCase() === fullName.toLowerCase());
  }

  commit(fullName: string, commit = newCommit()): { before: string; commit: string } {
    const repo = this.find(fullName);
    const before = repo?.head ?? commit;
    if (repo) repo.head = commit;
    return { before, commit };
  }

  webhooksOf(fullName: string): Webhook[] {
    const repo = this.find(fullName);
    return this.webhooks.filter((hook) => hook.repo === repo);
  }

  /** A repository as this user sees it. @throws ScmError */
  repoFor(user: UserRow, fullName: string): { repo: ScmRepo; permissions: Permissions } {
    this.connect(`/repos/${fullName}`);
    const repo = this.find(fullName);
    if (!repo) throw new ScmError("404 Not Found", 404);
    // Gogs takes a token that it does not know for no token, and shows what is public.
    const login = user.scmToken === "valid" ? user.login : "";
    const role = this.siteAdmins.has(login) ? "admin" : repo.members.get(login);
    if (!role && repo.private) throw new ScmError("404 Not Found", 404);
    return {
      repo,
      permissions: { pull: true, push: role === "push" || role === "admin", admin: role === "admin" },
    };
  }

  /** The repositories that this user belongs to, his own first. @throws ScmError */
  reposOf(user: UserRow): ScmRepo[] {
    this.connect("/user/repos");
    demandToken(user);
    const own = (repo: ScmRepo): number => Number(repo.owner === user.login);
    return this.repos
      .filter((repo) => repo.members.has(user.login))
      .sort((one, other) => own(other) - own(one));
  }

  /** @throws ScmError */
  addWebhook(user: UserRow, repo: ScmRepo, url: string, hash: string): Webhook {
    this.connect(`/repos/${repo.fullName}/hooks`);
    demandToken(user);
    return this.webhooks.insert({
      repo,
      url,
      hash,
      events: ["create", "push", "pull_request"],
      active: true,
    });
  }

  /** How the SCM spells a login, and the address it has for it. @throws ScmError */
  findAccount(viewer: UserRow, login: string): { login: string; email: string } | undefined {
    this.connect(`/users/${login}`);
    const known = [...this.accounts.keys()].find((each) => each.toLowerCase() === login.toLowerCase());
    return known === undefined
      ? undefined
      : { login: known, email: viewer.scmToken === "valid" ? this.emailOf(known) : "" };
  }

  /** Puts a webhook in the place of the first one that calls the same host. @throws ScmError */
  replaceWebhook(user: UserRow, fullName: string, hook: Omit<Webhook, "id" | "repo">): void {
    this.connect(`/repos/${fullName}/hooks`);
    demandToken(user);
    const { repo, permissions } = this.repoFor(user, fullName);
    if (!permissions.admin) throw new ScmError("403 Forbidden", 403);
    const { host } = new URL(hook.url);
    const own = this.webhooksOf(fullName).find((other) => new URL(other.url).host === host);
    if (own) this.webhooks.delete(own);
    this.webhooks.insert({ ...hook, repo });
  }

  private connect(path: string): void {
    if (this.failure) throw this.failure;
    if (this.reachable) return;
    const { host } = new URL(this.url);
    throw new ScmError(`Get "${this.url}/api/v1${path}": dial tcp ${host}: connect: connection refused`);
  }
}

function demandToken(user: UserRow): void {
  // Gogs answers 401 without a body, and Drone's client reads a message out of it.
  if (user.scmToken !== "valid") throw new ScmError("unexpected end of JSON input", 401);
}

const newCommit = (): string => randomBytes(20).toString("hex");
