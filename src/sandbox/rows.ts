import type { Permissions } from "./scm";

/** The rows of the world. They hold what any release of Drone needs; each release shows its part of them. */

export interface UserRow {
  id: number;
  login: string;
  email: string;
  avatar: string;
  active: boolean;
  /** The API token. Whoever sends it is this user. */
  token: string;
  /** What Drone holds to speak to the SCM for this user: none until he has logged in. */
  scmToken: "none" | "valid" | "revoked";
  /** When Drone last asked the SCM for his repositories; 0 is never. Since 0.8. */
  synced: number;
  /** A program, not a person. Since 1.0. */
  machine: boolean;
  created: number;
  lastLogin: number;
}

export interface RepoRow {
  id: number;
  /** Whose SCM token reads the pipeline file; 0 is nobody's. */
  userId: number;
  owner: string;
  name: string;
  fullName: string;
  avatar: string;
  link: string;
  clone: string;
  branch: string;
  timeout: number | bigint;
  private: boolean;
  trusted: boolean;
  allowPull: boolean;
  allowPush: boolean;
  allowDeploy: boolean;
  allowTag: boolean;
  /** Since 0.8 a row may be there and not be activated. Before, it is always true. */
  active: boolean;
  /** Since 0.7. Empty until the first activation. */
  visibility: "" | "public" | "private" | "internal";
  gated: boolean;
  /** Path of the pipeline file. Since 0.7. */
  configFile: string;
  /** The number of the newest build, unless somebody set it. */
  counter: number | bigint;
  /** Signs pipelines and webhook tokens; a new activation makes a new one. */
  hash: string;
}

/** What a user may do in a repository, as Drone remembers it. Since 0.8. */
export interface PermRow extends Permissions {
  id: number;
  userId: number;
  repoId: number;
  /** When the SCM was asked. */
  synced: number;
}

export interface SecretRow {
  id: number;
  /** The id of a repository, or the name of a team. */
  of: number | string;
  name: string;
  value: string;
  /** Since 0.7, null is a list that was never given. */
  images: string[] | null;
  events: string[] | null;
  skipVerify: boolean;
  conceal: boolean;
  /** Builds of pull requests may read it. Since 1.0. */
  pullRequest?: boolean;
  /** Builds of pushes to a pull request may read it. Since 1.0. */
  pullRequestPush?: boolean;
}

/** Credentials for a registry of images. Since 0.7. */
export interface RegistryRow {
  id: number;
  repoId: number;
  address: string;
  username: string;
  password: string;
  email: string;
  token: string;
}

export type Status =
  | "pending"
  | "running"
  | "success"
  | "failure"
  | "killed"
  | "error"
  | "blocked"
  | "declined";

/** Times are Unix seconds; 0 is "not yet". */
export interface BuildRow {
  id: number;
  repoId: number;
  number: number;
  parent: number;
  event: string;
  status: Status;
  enqueued: number;
  created: number;
  started: number;
  finished: number;
  deploy: string;
  commit: string;
  branch: string;
  message: string;
  timestamp: number;
  author: string;
  authorAvatar: string;
  authorEmail: string;
  link: string;
  /** Who approved or declined it, and when. Since 0.7. */
  reviewer: string;
  reviewed: number;
}

/** What a build runs in Drone 0.5. */
export interface JobRow {
  id: number;
  buildId: number;
  number: number;
  error: string;
  status: Status;
  exitCode: number;
  enqueued: number;
  started: number;
  finished: number;
  environment: Record<string, string>;
  /** One JSON document a line, as the agent sends them. Undefined: no log was kept. */
  log?: string;
}

/** What a build runs since 0.7: a pipeline (`parent` 0), then its steps. */
export interface ProcRow {
  id: number;
  buildId: number;
  number: number;
  parent: number;
  name: string;
  status: Status;
  exitCode: number;
  started: number;
  finished: number;
  /** JSON, as the agent sends it. Undefined: no log was kept. */
  log?: string;
}

export interface AgentRow {
  id: number;
  address: string;
  platform: string;
  capacity: number;
  created: number;
  updated: number;
}
