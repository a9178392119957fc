import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { Answer } from "./answer";
import type { Answered, Release } from "./release";
import { MalformedRequest, readRequest } from "./request";
import type { World } from "./world";

/** What was asked. Neither bodies nor tokens, and no query, which may hold one. */
export interface Asked {
  method: string;
  path: string;
  /** Undefined for a stranger. */
  login?: string;
  status: number;
}

export interface Listening {
  url: string;
  close(): Promise<void>;
}

/** Serves a world over HTTP, on 127.0.0.1 only. */
export function listen(
  release: Release,
  world: World,
  port: number,
  heard: (asked: Asked, error?: unknown) => void,
): Promise<Listening> {
  // Go's limits: a header of 1 MiB, and connections that may idle for ever.
  const server = createServer({ maxHeaderSize: 1 << 20, requireHostHeader: false, keepAliveTimeout: 0 });

  server.on("request", async (message: IncomingMessage, response: ServerResponse) => {
    const asked = { method: message.method ?? "", path: (message.url ?? "").split("?")[0] ?? "" };
    let failure: unknown;
    let answered: Answered = { answer: new Answer(500) };
    try {
      answered = await answerTo(message);
      send(response, answered.answer);
    } catch (error) {
      const hungUp = message.destroyed && !message.complete;
      if (hungUp) return;
      failure = error;
      if (!response.headersSent) send(response, new Answer(500));
    }
    heard({ ...asked, login: answered.login, status: response.statusCode }, failure);
  });

  async function answerTo(message: IncomingMessage): Promise<Answered> {
    const chunks: Buffer[] = [];
    for await (const chunk of message) chunks.push(chunk);
    try {
      return release.answer(readRequest(message, Buffer.concat(chunks)), world);
    } catch (error) {
      if (error instanceof MalformedRequest) return { answer: badRequest(error.message) };
      throw error;
    }
  }

  server.on("clientError", (error: NodeJS.ErrnoException, socket: Socket) => {
    if (!socket.writable) return void socket.destroy();
    const status =
      error.code === "HPE_HEADER_OVERFLOW" ? "431 Request Header Fields Too Large" : "400 Bad Request";
    heard({ method: "", path: "", status: Number(status.slice(0, 3)) });
    socket.end(
      `HTTP/1.1 ${status}\r\nContent-Type: text/plain; charset=utf-8\r\nConnection: close\r\n\r\n${status}`,
    );
  });

  const close = (): Promise<void> =>
    new Promise((resolve) => {
      // Its only error is that the server has stopped already.
      server.close(() => resolve());
      server.closeAllConnections();
    });

  return new Promise((resolve, reject) => {
    server.once("error", (error) => {
      reject(
        new Error(
          `127.0.0.1:${port}: the sandbox cannot listen there: ${error.message}. Port 0 takes a free one.`,
          { cause: error },
        ),
      );
    });
    server.listen(port, "127.0.0.1", () => {
      resolve({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close });
    });
  });
}

/** What Go's own server says, before Drone: no headers of Drone's. */
const badRequest = (reason: string): Answer =>
  new Answer(400, ["400 Bad Request", reason].filter(Boolean).join(": "), {
    "Content-Type": "text/plain; charset=utf-8",
    Connection: "close",
  });

function send(response: ServerResponse, { status, body, headers }: Answer): void {
  const bytes = Buffer.from(body);
  const length = status === 204 ? {} : { "Content-Length": String(bytes.length) };
  response.writeHead(status, { ...length, ...headers });
  response.end(bytes);
}
