import type { Requests } from "./request";

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

/** The server itself; administrators only. */
export class Server {
  constructor(private readonly requests: Requests) {}

  /** `GET /api/agents` (0.5, 0.6) */
  async agents(): Promise<Agent[]> {
    return (await this.requests.list<WireAgent>("/api/agents", "address")).map(
      ({ created_at, updated_at, ...same }) => ({ ...same, createdAt: created_at, updatedAt: updated_at }),
    );
  }
}
