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
}

export interface RepoRow {
  id: number;
  /** Whose SCM token reads the pipeline file. */
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
  /** Signs pipelines and webhook tokens; a new activation makes a new one. */
  hash: string;
}

export interface SecretRow {
  id: number;
  /** The id of a repository, or the name of a team. */
  of: number | string;
  name: string;
  value: string;
  images: string[];
  events: string[];
  skipVerify: boolean;
  conceal: boolean;
}

export type Status = "pending" | "running" | "success" | "failure" | "killed" | "error";

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
}

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

export interface AgentRow {
  id: number;
  address: string;
  platform: string;
  capacity: number;
  created: number;
  updated: number;
}
