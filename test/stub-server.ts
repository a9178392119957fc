import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** A request as it came over the wire. */
export interface Asked {
  method: string;
  /** Path and query, unparsed. */
  url: string;
  headers: IncomingMessage["headers"];
  body: string;
}

export interface StubServer {
  url: string;
  asked: Asked[];
  close(): Promise<void>;
}

/** A server that answers as one test needs it, and remembers what it was asked. */
export async function stubServer(
  answer: (asked: Asked, response: ServerResponse) => void,
): Promise<StubServer> {
  const asked: Asked[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { method = "", url = "", headers } = request;
    const one = { method, url, headers, body: Buffer.concat(chunks).toString() };
    asked.push(one);
    answer(one, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Answers every request the same. */
export const always =
  (status: number, type: string, body: string, headers: Record<string, string> = {}) =>
  (_: Asked, response: ServerResponse) => {
    response.writeHead(status, { "content-type": type, ...headers }).end(body);
  };
