import { Cache } from "./cache";
import type { AgentRow, BuildRow, JobRow, RepoRow, SecretRow, UserRow } from "./rows";
import { Scm } from "./scm";
import { Table } from "./table";

/** A push, as the SCM tells Drone of it. */
export interface Push {
  author?: string;
  branch?: string;
  message?: string;
  commit?: string;
}

/** Everything a sandbox knows. Tests look at it and change it by hand, as one would edit a server's database. */
export class World {
  /** Seconds since 1970. Replace it to let time pass. */
  now = (): number => Math.floor(Date.now() / 1000);
  readonly scm = new Scm();
  /** Permissions and repository lists, as Drone keeps them: a change at the SCM shows late. */
  readonly scmCache = new Cache(() => this.now());
  /** Drone's admins, from its environment (DRONE_ADMIN), not from its database. */
  readonly admins = new Set<string>();
  readonly users = new Table<UserRow>();
  readonly repos = new Table<RepoRow>();
  readonly repoSecrets = new Table<SecretRow>();
  /** Secrets of teams, and of the server under the name that a release has for it. */
  readonly teamSecrets = new Table<SecretRow>();
  readonly builds = new Table<BuildRow>();
  readonly jobs = new Table<JobRow>();
  readonly agents = new Table<AgentRow>();
  private readonly tokensGiven = new Map<string, number>();

  /** A new row. A token is `<login>-token`, and `<login>-token-2` when the login had one before. */
  addUser(login: string, more: Partial<Omit<UserRow, "id" | "login" | "token">> = {}): UserRow {
    const fresh = { email: "", avatar: "", active: false, scmToken: "none" as const };
    return this.users.insert({ ...fresh, ...more, login, token: this.nextToken(login) });
  }

  user(login: string): UserRow | undefined {
    return this.users.find((user) => user.login === login);
  }

  isAdmin(user: UserRow): boolean {
    return this.admins.has(user.login);
  }

  /** The token so far is worthless from now on. */
  rotateToken(user: UserRow): string {
    user.token = this.nextToken(user.login);
    return user.token;
  }

  /** Drone's row of a repository: there is one while it is activated. */
  repo(fullName: string): RepoRow | undefined {
    return this.repos.find((repo) => repo.fullName === fullName);
  }

  /** Undefined when the repository is not activated. */
  secretsOf(fullName: string): SecretRow[] | undefined {
    const repo = this.repo(fullName);
    return repo && this.repoSecrets.filter((secret) => secret.of === repo.id);
  }

  jobsOf(build: BuildRow): JobRow[] {
    return this.jobs.filter((job) => job.buildId === build.id);
  }

  addAgent(agent: Omit<AgentRow, "id">): AgentRow {
    return this.agents.insert(agent);
  }

  /** Pushes a commit at the SCM, which calls its webhooks. Returns the build, or undefined if Drone makes none. */
  push(fullName: string, push: Push = {}): BuildRow | undefined {
    const repo = this.repo(fullName);
    const heard = this.scm.webhooksOf(fullName).some((hook) => hook.active && hook.hash === repo?.hash);
    if (!repo?.allowPush || !heard) return undefined;
    const now = this.now();
    const author = push.author ?? repo.owner;
    const { before, commit } = this.scm.commit(fullName, push.commit);
    const build = this.builds.insert({
      repoId: repo.id,
      number: this.lastNumber(repo) + 1,
      parent: 0,
      event: "push",
      status: "pending",
      enqueued: now,
      created: now,
      started: 0,
      finished: 0,
      deploy: "",
      commit,
      branch: push.branch ?? repo.branch,
      message: push.message ?? "change\n",
      timestamp: now,
      author,
      authorAvatar: this.scm.avatarOf(author),
      authorEmail: this.user(author)?.email ?? "",
      link: `${repo.link}/compare/${before}...${commit}`,
    });
    this.jobs.insert({
      buildId: build.id,
      number: 1,
      error: "",
      status: "pending",
      exitCode: 0,
      enqueued: now,
      started: 0,
      finished: 0,
      environment: {},
    });
    return build;
  }

  /** The number of the newest build of a repository; 0 if there is none. */
  lastNumber(repo: RepoRow): number {
    const numbers = this.builds.filter((build) => build.repoId === repo.id).map((build) => build.number);
    return Math.max(0, ...numbers);
  }

  private nextToken(login: string): string {
    const count = (this.tokensGiven.get(login) ?? 0) + 1;
    this.tokensGiven.set(login, count);
    return count === 1 ? `${login}-token` : `${login}-token-${count}`;
  }
}
