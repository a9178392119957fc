import { type Asked, type StubServer, stubServer } from "./stub-server";

interface Lie {
  status: number;
  type?: string;
  body?: string;
  headers?: Record<string, string>;
}

/** A proxy before a server that answers some requests itself; what it returns undefined for, the server answers. */
export function liarBefore(
  server: string,
  lie: (asked: Asked) => Lie | undefined | Promise<Lie | undefined>,
): Promise<StubServer> {
  return stubServer(async (asked, response) => {
    const answer = (await lie(asked)) ?? (await forward(server, asked));
    const { status, type = "text/plain", body = "", headers } = answer;
    response.writeHead(status, { "content-type": type, ...headers }).end(body);
  });
}

async function forward(server: string, { method, url, headers, body }: Asked): Promise<Lie> {
  const { authorization = "", "content-type": type } = headers;
  const answer = await fetch(server + url, {
    method,
    headers: { authorization, ...(type ? { "content-type": type } : {}) },
    body: body === "" ? undefined : body,
  });
  const release = answer.headers.get("x-drone-version");
  return {
    status: answer.status,
    type: answer.headers.get("content-type") ?? undefined,
    body: await answer.text(),
    headers: release === null ? {} : { "x-drone-version": release },
  };
}
