import { request } from "node:http";

export interface Sent {
  method: string;
  /** With its query, exactly as it is to go out. */
  target: string;
  headers?: Record<string, string>;
  body?: string | Buffer;
}

export interface Received {
  status: number;
  headers: Record<string, string>;
  body: Buffer;
}

/** Sends a request as it is: nothing normalised, nothing escaped, no redirect followed. */
export function send(server: string, { method, target, headers, body }: Sent): Promise<Received> {
  return new Promise((resolve, reject) => {
    const outgoing = request(server, { method, headers, agent: false }, (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on("data", (chunk) => chunks.push(chunk));
      incoming.on("error", reject);
      incoming.on("end", () => {
        const answered = Object.entries(incoming.headers).map(([name, value]) => [
          name,
          [value].flat().join("; "),
        ]);
        resolve({
          status: incoming.statusCode ?? 0,
          headers: Object.fromEntries(answered),
          body: Buffer.concat(chunks),
        });
      });
    });
    outgoing.on("error", reject);
    // Set late, because the constructor refuses spaces, which some of the recorded paths have.
    outgoing.path = Buffer.from(target, "utf8").toString("latin1");
    outgoing.end(body);
  });
}
