import type { Stage } from "./build";
import { toStage, type WireStage } from "./modern-build";
import type { Requests } from "./request";

/** The server itself; administrators only, unless said otherwise. */
export class Server {
  constructor(private readonly requests: Requests) {}

  /** `GET /api/agents` (0.5) */
  async agents(): Promise<Agent[]> {
    await this.requests.need("agents");
    return (await this.requests.list<WireAgent>("/api/agents", "address")).map(toAgent);
  }

  /** Stages that wait or run, without steps. `GET /api/queue` (1.0+) */
  async queue(): Promise<Stage[]> {
    await this.requests.need("list of waiting stages");
    return (await this.requests.list<WireStage>("/api/queue", "build_id")).map(toStage);
  }

  /** No stage begins until the queue is resumed. `DELETE /api/queue` (1.0+) */
  async pauseQueue(): Promise<void> {
    await this.requests.need("pausing the queue");
    await this.requests.nothing("DELETE", "/api/queue");
  }

  /** `POST /api/queue` (1.0+) */
  async resumeQueue(): Promise<void> {
    await this.requests.need("pausing the queue");
    await this.requests.nothing("POST", "/api/queue");
  }

  /** How much waits and runs since the server began. `GET /api/info/queue` (0.6–0.8) */
  async queueCounts(): Promise<QueueCounts> {
    await this.requests.need("counts of the queue");
    // The tasks beside it hold whole pipelines, secrets included.
    const { stats } = await this.requests.object<{ stats: WireCounts }>("GET", "/api/info/queue", "stats");
    return {
      agents: stats.worker_count,
      pending: stats.pending_count,
      running: stats.running_count,
      completed: stats.completed_count,
    };
  }

  /** `GET /api/system/stats` (1.0+) */
  async stats(): Promise<Stats> {
    await this.requests.need("statistics");
    const stats = await this.requests.object<WireStats>("GET", "/api/system/stats", "pipelines");
    return {
      users: stats.users.total,
      activeRepos: stats.repos.active,
      builds: { pending: stats.builds.pending, running: stats.builds.running, total: stats.builds.total },
      platforms: stats.pipelines.map(({ os, arch, variant, kernel, pending, running }) => ({
        platform: [os, arch, variant || kernel].filter(Boolean).join("/"),
        pending,
        running,
      })),
    };
  }

  /** Throws if it is not well; for everybody. `GET /healthz` (0.8.2+) */
  async health(): Promise<void> {
    await this.requests.need("health");
    await this.requests.text("GET", "/healthz");
  }

  /** What Prometheus reads; from 0.8.5 to 0.8 for everybody, from 1.0 on also for machines. `GET /metrics` (0.6+) */
  async metrics(): Promise<string> {
    await this.requests.need("metrics");
    return this.requests.text("GET", "/metrics");
  }

  /** Its SCM, and its license; for everybody. `GET /varz` (1.0+) */
  async variables(): Promise<Variables> {
    await this.requests.need("server variables");
    const { scm, license } = await this.requests.object<WireVariables>("GET", "/varz", "license");
    const { kind, seats, repos, expire_at } = license;
    return {
      scm: { url: scm.url, limit: scm.rate.limit, remaining: scm.rate.remaining, reset: scm.rate.reset },
      license: { kind, seats, repos, expiresAt: expire_at },
    };
  }
}

/** A machine that runs builds. Times are seconds since 1970. */
export interface Agent {
  id: number;
  address: string;
  /** e.g. `linux/amd64` */
  platform: string;
  /** Builds it runs at once. */
  capacity: number;
  createdAt: number;
  updatedAt: number;
}

interface WireAgent extends Pick<Agent, "id" | "address" | "platform" | "capacity"> {
  created_at: number;
  updated_at: number;
}

const toAgent = ({ id, address, platform, capacity, created_at, updated_at }: WireAgent): Agent => ({
  id,
  address,
  platform,
  capacity,
  createdAt: created_at,
  updatedAt: updated_at,
});

/** Stages in the queue of 0.6–0.8. */
export interface QueueCounts {
  /** Agents that wait for one. */
  agents: number;
  pending: number;
  running: number;
  completed: number;
}

interface WireCounts {
  worker_count: number;
  pending_count: number;
  running_count: number;
  completed_count: number;
}

/** What the server has to do. */
export interface Stats {
  users: number;
  activeRepos: number;
  /** Builds. */
  builds: { pending: number; running: number; total: number };
  /** Stages, by what they run on, e.g. `linux/arm/v7`. */
  platforms: { platform: string; pending: number; running: number }[];
}

interface WireStats {
  users: { total: number };
  repos: { active: number };
  builds: Stats["builds"];
  pipelines: {
    os: string;
    arch: string;
    variant: string;
    kernel: string;
    pending: number;
    running: number;
  }[];
}

/** What the server works with. */
export interface Variables {
  /** The SCM, and how many requests it allows. */
  scm: { url: string; limit: number; remaining: number; reset: number };
  /** 0 seats or repositories are no limit. */
  license: { kind: string; seats: number; repos: number; expiresAt: string };
}

interface WireVariables {
  scm: { url: string; rate: { limit: number; remaining: number; reset: number } };
  license: { kind: string; seats: number; repos: number; expire_at: string };
}
