import { readFileSync } from "node:fs";
import type { IncomingHttpHeaders, RequestListener } from "node:http";
import { createServer } from "node:https";
import type { AddressInfo, Socket } from "node:net";
import { join } from "node:path";
import type { TlsOptions } from "node:tls";

/** Path of a test certificate, or key. */
export const file = (name: string) => join(__dirname, "certificates", `${name}.pem`);

/** The PEM in it. */
export const pem = (name: string) => readFileSync(file(name), "utf8");

export interface TlsServer {
  port: number;
  /** At its address, not its name. */
  url: string;
  /** Headers of each request. */
  asked: IncomingHttpHeaders[];
  /** Whoever is connected to it, TLS or not yet. */
  sockets: Set<Socket>;
  close(): Promise<void>;
}

const octo: RequestListener = (_, response) =>
  response
    .writeHead(200, { "content-type": "application/json", "x-drone-version": "0.5.0" })
    .end('{"login":"octo"}');

/** A server that shows this certificate, and answers that the token's user is octo. */
export async function tlsServer(
  certificate: string,
  { answer = octo, ...options }: TlsOptions & { answer?: RequestListener } = {},
): Promise<TlsServer> {
  const asked: IncomingHttpHeaders[] = [];
  const settings = { cert: pem(certificate), key: pem("key"), ...options };
  const server = createServer(settings, (request, response) => {
    asked.push(request.headers);
    answer(request, response);
  });
  const sockets = new Set<Socket>();
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    port,
    url: `https://127.0.0.1:${port}`,
    asked,
    sockets,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}
