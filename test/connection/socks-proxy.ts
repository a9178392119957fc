import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { pipeline } from "node:stream";

export interface SocksProxy {
  /** `127.0.0.1:port` */
  address: string;
  /** Where it was asked to connect: `drone.test:443`. */
  asked: string[];
  close(): Promise<void>;
}

/** A SOCKS5 proxy (RFC 1928, RFC 1929) that leads each name and address to one port of this machine. */
export async function socksProxy(to: number, credentials?: string): Promise<SocksProxy> {
  const asked: string[] = [];
  const clients = new Set<Socket>();

  async function serve(client: Socket): Promise<void> {
    const read = reader(client);
    const [, methods = 0] = await read(2);
    await read(methods);
    client.write(Buffer.from([5, credentials ? 2 : 0]));
    if (credentials) {
      const [, userLength = 0] = await read(2);
      const user = await read(userLength);
      const [passwordLength = 0] = await read(1);
      const right = `${user}:${await read(passwordLength)}` === credentials;
      client.write(Buffer.from([1, right ? 0 : 1]));
      if (!right) return void client.end();
    }
    const [, , , type] = await read(4);
    const host = type === 3 ? String(await read((await read(1))[0] ?? 0)) : (await read(4)).join(".");
    asked.push(`${host}:${(await read(2)).readUInt16BE()}`);
    const onward = connect(to, "127.0.0.1", () => {
      client.write(Buffer.from([5, 0, 0, 1, 127, 0, 0, 1, 0, 0]));
      pipeline(onward, client, onward, () => {});
    });
    // 5 is "connection refused".
    onward.on("error", () => client.end(Buffer.from([5, 5, 0, 1, 0, 0, 0, 0, 0, 0])));
  }

  const server = createServer((client) => {
    clients.add(client);
    client.on("error", () => {});
    client.on("close", () => clients.delete(client));
    void serve(client);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const client of clients) client.destroy();
      }),
  };
}

/** Reads so many bytes, when they are there. */
function reader(socket: Socket): (bytes: number) => Promise<Buffer> {
  return async (bytes) => {
    for (;;) {
      const chunk: Buffer | null = socket.read(bytes);
      if (chunk) return chunk;
      await new Promise((resolve) => socket.once("readable", resolve));
    }
  };
}
