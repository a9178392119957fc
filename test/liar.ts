import { type Asked, type StubServer, stubServer } from "./stub-server";

interface Lie {
  status: number;
  type?: string;
  body?: string;
}

/** A proxy before a server that answers some requests itself; what it returns undefined for, the server answers. */
export function liarBefore(
  server: string,
  lie: (asked: Asked) => Lie | undefined | Promise<Lie | undefined>,
): Promise<StubServer> {
  return stubServer(async (asked, response) => {
    const { status, type = "text/plain", body = "" } = (await lie(asked)) ?? (await forward(server, asked));
    response.writeHead(status, { "content-type": type }).end(body);
  });
}

async function forward(server: string, { method, url, headers, body }: Asked): Promise<Lie> {
  const { authorization = "", "content-type": type } = headers;
  const answer = await fetch(server + url, {
    method,
    headers: { authorization, ...(type ? { "content-type": type } : {}) },
    body: body === "" ? undefined : body,
  });
  return {
    status: answer.status,
    type: answer.headers.get("content-type") ?? undefined,
    body: await answer.text(),
  };
}
