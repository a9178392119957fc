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
export class ScmError extends Error {}

/** The source code host behind Drone: a Gogs, as in the recordings. Not HTTP: the sandbox asks it directly. */
export class Scm {
  url = "http://127.0.0.1:3000";
  /** Set to false to see what Drone says when its SCM is down. */
  reachable = true;
  /** Login -> password. */
  readonly accounts = new Map<string, string>();
  /** Logins that may do anything in any repository. */
  readonly siteAdmins = new Set<string>();
  readonly repos: ScmRepo[] = [];
  readonly webhooks = new Table<Webhook>();
  private readonly avatars = new Map<string, string>();

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
    };
    this.repos.push(repo);
    return repo;
  }

  avatarOf(login: string): string {
    const known = this.avatars.get(login) ?? `${this.url}/avatars/${this.avatars.size + 1}`;
    this.avatars.set(login, known);
    return known;
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
    if (!repo) throw new ScmError("404 Not Found");
    // Gogs takes a token that it does not know for no token, and shows what is public.
    const login = user.scmToken === "valid" ? user.login : "";
    const role = this.siteAdmins.has(login) ? "admin" : repo.members.get(login);
    if (!role && repo.private) throw new ScmError("404 Not Found");
    return {
      repo,
      permissions: { pull: true, push: role === "push" || role === "admin", admin: role === "admin" },
    };
  }

  /** The repositories that this user belongs to. @throws ScmError */
  reposOf(user: UserRow): ScmRepo[] {
    this.connect("/user/repos");
    demandToken(user);
    return this.repos.filter((repo) => repo.members.has(user.login));
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

  private connect(path: string): void {
    if (this.reachable) return;
    const { host } = new URL(this.url);
    throw new ScmError(`Get "${this.url}/api/v1${path}": dial tcp ${host}: connect: connection refused`);
  }
}

function demandToken(user: UserRow): void {
  // Gogs answers 401 without a body, and Drone's client reads a message out of it.
  if (user.scmToken !== "valid") throw new ScmError("unexpected end of JSON input");
}

const newCommit = (): string => randomBytes(20).toString("hex");
