/** The rows of release 1 and 2, where repositories are known as soon as somebody's synchronization saw them. */

export interface SyncedRepoRow {
  id: number;
  /** The SCM's own id, which a rename leaves alone. */
  uid: string;
  /** Whose SCM token is used for it; 0 is nobody. */
  userId: number;
  namespace: string;
  name: string;
  slug: string;
  clone: string;
  ssh: string;
  link: string;
  branch: string;
  private: boolean;
  /** "public", "private" or "internal", or whatever text was sent. */
  visibility: string;
  active: boolean;
  configPath: string;
  trusted: boolean;
  protected: boolean;
  ignoreForks: boolean;
  ignorePullRequests: boolean;
  autoCancelPullRequests: boolean;
  autoCancelPushes: boolean;
  autoCancelRunning: boolean;
  /** In minutes. */
  timeout: number | bigint;
  throttle: number | bigint;
  /** The number of the newest build. */
  counter: number | bigint;
  synced: number;
  created: number;
  updated: number;
  /** Goes up with every change. */
  version: number;
  /** Signs webhooks and pipelines; empty until the repository is enabled. */
  signer: string;
  /** Encrypts secrets in pipelines; empty until the repository is enabled. */
  secret: string;
}

/** What a user may do in a repository, as Drone remembers it. */
export interface PermissionRow {
  id: number;
  userId: number;
  repoUid: string;
  read: boolean;
  write: boolean;
  admin: boolean;
  /** When the SCM was asked last; 0: ask again. */
  synced: number;
  created: number;
  updated: number;
}

export interface CronRow {
  id: number;
  repoId: number;
  name: string;
  expr: string;
  next: number;
  prev: number;
  event: string;
  branch: string;
  target: string;
  disabled: boolean;
}

export interface TemplateRow {
  id: number;
  name: string;
  namespace: string;
  data: string;
}

export type StageStatus =
  | "blocked"
  | "declined"
  | "error"
  | "failure"
  | "killed"
  | "pending"
  | "running"
  | "skipped"
  | "success";

/** A build made of stages. Times are Unix seconds; 0 is "not yet". */
export interface StagedBuildRow {
  id: number;
  repoId: number;
  trigger: string;
  number: number;
  parent: number;
  status: StageStatus;
  event: string;
  action: string;
  link: string;
  message: string;
  before: string;
  after: string;
  ref: string;
  source: string;
  target: string;
  author: string;
  authorName: string;
  authorEmail: string;
  sender: string;
  params: Record<string, string>;
  cron: string;
  deploy: string;
  debug: boolean;
  started: number;
  finished: number;
  created: number;
  updated: number;
  version: number;
  /** It was taken off the list of the newest builds of branches, pull requests or deployments. */
  offList: boolean;
}

export interface StageRow {
  id: number;
  repoId: number;
  buildId: number;
  number: number;
  name: string;
  status: StageStatus;
  started: number;
  stopped: number;
  created: number;
  updated: number;
  version: number;
}
