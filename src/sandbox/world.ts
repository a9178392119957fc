import { Cache } from "./cache";
import type {
  AgentRow,
  BuildRow,
  JobRow,
  PermRow,
  ProcRow,
  RegistryRow,
  RepoRow,
  SecretRow,
  UserRow,
} from "./rows";
import { Scm } from "./scm";
import type {
  CronRow,
  PermissionRow,
  StagedBuildRow,
  StageRow,
  SyncedRepoRow,
  TemplateRow,
} from "./synced-rows";
import { Table } from "./table";

/** A push, as the SCM tells Drone of it. */
export interface Push {
  author?: string;
  branch?: string;
  message?: string;
  commit?: string;
  /** The author's, as the SCM tells it. */
  email?: string;
}

/** Everything a sandbox knows. Tests look at it and change it by hand, as one would edit a server's database. */
export class World {
  /** Seconds since 1970. Replace it to let time pass. */
  now = (): number => Math.floor(Date.now() / 1000);
  readonly scm = new Scm();
  /** Permissions and repository lists, as Drone keeps them: a change at the SCM shows late. */
  readonly scmCache = new Cache(() => this.now());
  /** Drone's admins: in 0.x from its environment (DRONE_ADMIN), since 1.0 by a flag of the user. */
  readonly admins = new Set<string>();
  readonly users = new Table<UserRow>();
  readonly repos = new Table<RepoRow>();
  readonly perms = new Table<PermRow>();
  readonly repoSecrets = new Table<SecretRow>();
  /** Secrets of teams, of the server under the name that a release has for it, and since 1.0 of namespaces. */
  readonly teamSecrets = new Table<SecretRow>();
  readonly registries = new Table<RegistryRow>();
  readonly builds = new Table<BuildRow>();
  readonly jobs = new Table<JobRow>();
  readonly procs = new Table<ProcRow>();
  readonly agents = new Table<AgentRow>();
  /** From here on the tables of 1.x and 2.x. Of those above they have users, admins, repoSecrets and teamSecrets. */
  readonly syncedRepos = new Table<SyncedRepoRow>();
  readonly permissions = new Table<PermissionRow>();
  readonly crons = new Table<CronRow>();
  readonly templates = new Table<TemplateRow>();
  readonly stagedBuilds = new Table<StagedBuildRow>();
  readonly stages = new Table<StageRow>();
  /** 2.x as its source alone builds it, which answers 501 where the whole product has something. */
  oss = false;
  /** So many of the next changes of a repository fail in 1.x and 2.x, as if another had come in between. */
  optimisticLockErrors = 0;
  private readonly tokensGiven = new Map<string, number>();

  /** A new row. A token is `<login>-token`, and `<login>-token-2` when the login had one before. */
  addUser(login: string, more: Partial<Omit<UserRow, "id" | "login" | "token">> = {}): UserRow {
    const times = { synced: 0, created: this.now(), lastLogin: 0 };
    const fresh = { email: "", avatar: "", active: false, machine: false, scmToken: "none" as const };
    return this.users.insert({ ...fresh, ...times, ...more, login, token: this.nextToken(login) });
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

  /** Drone's row of a repository: there is one while it is activated, and since 0.8 from the first sync on. */
  repo(fullName: string): RepoRow | undefined {
    return this.repos.find((repo) => repo.fullName === fullName);
  }

  /** The row of a repository in 1.x and 2.x: there is one from the first sync on. */
  syncedRepo(slug: string): SyncedRepoRow | undefined {
    return this.syncedRepos.find((repo) => repo.slug === slug);
  }

  /** Undefined when the repository has no row. */
  secretsOf(fullName: string): SecretRow[] | undefined {
    const repo = this.repo(fullName) ?? this.syncedRepo(fullName);
    return repo && this.repoSecrets.filter((secret) => secret.of === repo.id);
  }

  jobsOf(build: BuildRow): JobRow[] {
    return this.jobs.filter((job) => job.buildId === build.id);
  }

  procsOf(build: BuildRow): ProcRow[] {
    return this.procs.filter((proc) => proc.buildId === build.id);
  }

  addAgent(agent: Omit<AgentRow, "id">): AgentRow {
    return this.agents.insert(agent);
  }

  /**
   * Pushes a commit at the SCM, which calls its webhooks. Drone makes a build for each of them that it knows, so that
   * one push can be several builds. Returns the first, or undefined if there is none.
   */
  push(fullName: string, push: Push = {}): BuildRow | undefined {
    const repo = this.repo(fullName);
    if (!repo?.active || !repo.userId || !repo.allowPush) return undefined;
    const heard = this.scm.webhooksOf(fullName).filter((hook) => hook.active && hook.hash === repo.hash);
    if (heard.length === 0) return undefined;
    const { before, commit } = this.scm.commit(fullName, push.commit);
    return heard.map(() => this.addBuild(repo, push, before, commit))[0];
  }

  private addBuild(repo: RepoRow, push: Push, before: string, commit: string): BuildRow {
    const now = this.now();
    const author = push.author ?? repo.owner;
    const build = this.builds.insert({
      repoId: repo.id,
      number: this.nextNumber(repo),
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
      authorEmail: push.email ?? this.user(author)?.email ?? "",
      link: `${repo.link}/compare/${before}...${commit}`,
      reviewer: "",
      reviewed: 0,
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
    this.addProcs(build);
    return build;
  }

  /** What the pipeline file of every repository here says: to clone, and to build. */
  addProcs(build: BuildRow): ProcRow[] {
    return ["", "clone", "build"].map((name, at) =>
      this.procs.insert({
        buildId: build.id,
        number: at + 1,
        parent: at === 0 ? 0 : 1,
        name,
        status: "pending",
        exitCode: 0,
        started: 0,
        finished: 0,
      }),
    );
  }

  nextNumber(repo: RepoRow): number {
    const next = Number(repo.counter) + 1;
    repo.counter = next;
    return next;
  }

  private nextToken(login: string): string {
    const count = (this.tokensGiven.get(login) ?? 0) + 1;
    this.tokensGiven.set(login, count);
    return count === 1 ? `${login}-token` : `${login}-token-${count}`;
  }
}
