import { createServer, type IncomingMessage, request } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { type AddressInfo, connect, type Socket } from "node:net";
import { pipeline } from "node:stream";
import { pem } from "./tls-server";

/** The only name that the proxies of these tests know; nobody else does. */
export const NAME = "drone.test";

export interface HttpProxy {
  url: string;
  /** What it was asked for: `CONNECT drone.test:443`, `GET http://drone.test/api/user`. */
  asked: string[];
  headers: IncomingMessage["headers"][];
  /** Whoever is connected to it. */
  clients: Set<Socket>;
  close(): Promise<void>;
}

interface Manners {
  /** Port of this machine that the name stands for. */
  to?: number;
  /** `user:password` that it wants. */
  credentials?: string;
  /** Whether it is reached by https:// itself. */
  secure?: boolean;
  /** What it says instead of passing anything on; 0 is nothing at all. */
  refusal?: number;
}

/** A proxy as RFC 9110 has them: tunnels by CONNECT, and all else by the whole URL. */
export async function httpProxy({ to = 0, credentials, secure, refusal }: Manners): Promise<HttpProxy> {
  const server = secure ? createTlsServer({ cert: pem("server"), key: pem("key") }) : createServer();
  const asked: string[] = [];
  const headers: IncomingMessage["headers"][] = [];
  const clients = new Set<Socket>();
  const wanted = credentials && `Basic ${Buffer.from(credentials).toString("base64")}`;
  const refusedWith = (asking: IncomingMessage) => {
    asked.push(`${asking.method} ${asking.url}`);
    headers.push(asking.headers);
    return wanted && asking.headers["proxy-authorization"] !== wanted ? 407 : refusal;
  };
  server.on("connection", (socket: Socket) => {
    clients.add(socket);
    socket.on("close", () => clients.delete(socket));
    socket.on("error", () => {});
  });
  server.on("connect", (asking: IncomingMessage, socket: Socket) => {
    const status = refusedWith(asking);
    if (status === 0) return void socket.on("end", () => socket.end()).resume();
    if (status) return void socket.end(`HTTP/1.1 ${status} No\r\ncontent-length: 0\r\n\r\n`);
    const onward = connect(to, "127.0.0.1", () => {
      socket.write("HTTP/1.1 200 Connection established\r\n\r\n");
      pipeline(onward, socket, onward, () => {});
    });
    onward.on("error", () => socket.destroy());
  });
  server.on("request", (asking, answer) => {
    const status = refusedWith(asking);
    if (status === 0) return;
    if (status) return void answer.writeHead(status).end();
    const { pathname, search } = new URL(asking.url ?? "");
    const { "proxy-authorization": _, ...passedOn } = asking.headers;
    const path = pathname + search;
    asking.pipe(
      request({ port: to, path, method: asking.method ?? "GET", headers: passedOn }, (answered) => {
        answer.writeHead(answered.statusCode ?? 502, answered.headers);
        answered.pipe(answer);
      }),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `${secure ? "https" : "http"}://127.0.0.1:${port}`,
    asked,
    headers,
    clients,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const client of clients) client.destroy();
      }),
  };
}
