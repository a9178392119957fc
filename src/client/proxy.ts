import type { Agent, ClientRequest } from "node:http";
import type { Duplex } from "node:stream";

const SCHEMES = ["http:", "https:", "socks:", "socks4:", "socks4a:", "socks5:", "socks5h:"];

/**
 * Reads the address of a proxy, which may do without `http://`, as in other programs.
 * @throws if it is none; never quoted, for it may hold a password.
 */
export function proxyUrl(proxy: string): URL {
  const address = proxy.includes("://") ? proxy : `http://${proxy}`;
  const like = "it looks like http://proxy.example.com:3128 or socks5h://127.0.0.1:1080";
  if (!URL.canParse(address)) {
    throw new Error(`The address of the proxy (drone:proxy, or HTTPS_PROXY) is not a URL; ${like}.`);
  }
  const url = new URL(address);
  if (!SCHEMES.includes(url.protocol)) {
    throw new Error(`The address of the proxy cannot begin with ${url.protocol}//; ${like}.`);
  }
  return url;
}

/**
 * Name and password in the address of a proxy, as they are before they are escaped.
 * @throws if they are not escaped right
 */
export function credentials({ username, password }: URL): string[] {
  return [username, password].filter((text) => text !== "").map(decoded);
}

function decoded(credential: string): string {
  try {
    return decodeURIComponent(credential);
  } catch {
    throw new Error("The password in the address of the proxy has a % that must be written as %25.");
  }
}

/** What http-proxy-agent and its like are. */
interface ProxyAgent extends Agent {
  /** For the socket to the proxy. */
  connectOpts?: object;
  connect(request: ClientRequest, options: object): Promise<Duplex | Agent>;
}

/** A failure before the server was reached. */
export class ProxyFailure extends Error {
  // node-fetch hands on code and message, nothing else.
  readonly code = "EPROXY";
}

/**
 * Makes plain what is the proxy's fault: that it is down or silent, and that it refuses. Its refusal would pass for the
 * server's own answer otherwise, and a 404 for "not there".
 */
export function blaming(agent: ProxyAgent, timeout: number): Agent {
  const connect = agent.connect.bind(agent);
  agent.connect = async (request, options) => {
    let status = 200;
    request.once("proxyConnect", (answer: { statusCode: number }) => {
      status = answer.statusCode;
    });
    const silence = new AbortController();
    const timer = setTimeout(() => silence.abort(), timeout);
    if (agent.connectOpts) Object.assign(agent.connectOpts, { signal: silence.signal });
    try {
      const socket = await connect(request, options);
      if (status === 200) return socket;
      socket.destroy();
    } catch (cause) {
      const { message, code } = cause as NodeJS.ErrnoException;
      throw new ProxyFailure(message || code, { cause });
    } finally {
      clearTimeout(timer);
    }
    throw new ProxyFailure(
      status === 407 ? "407, it wants a name and a password" : `${status}, it does not connect`,
    );
  };
  return agent;
}
