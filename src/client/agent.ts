import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import { rootCertificates } from "node:tls";
import { blaming, credentials, proxyUrl } from "./proxy";
import { readTls, type TlsOptions } from "./tls";

/** The way to a server. */
export interface RouteOptions extends TlsOptions {
  /** Address of the proxy in between. */
  proxy?: string | undefined;
  /** Sockets held open at most. */
  sockets: number;
  /** Milliseconds that a proxy may take to connect. */
  timeout: number;
}

/** The way to one server: TLS, a proxy, and the sockets that are held open. */
export class Route {
  /** The proxy as messages may show it. */
  readonly proxy: string | undefined;
  /** What no message may show. */
  readonly secrets: readonly string[];
  readonly #tls: ReturnType<typeof readTls>;
  readonly #proxy: URL | undefined;
  #agent: Promise<HttpAgent> | undefined;

  /** @throws if a setting cannot be used, before anything is sent. */
  constructor(
    private readonly server: URL,
    private readonly options: RouteOptions,
  ) {
    this.#tls = readTls(options);
    this.#proxy = options.proxy ? proxyUrl(options.proxy) : undefined;
    this.proxy = this.#proxy && `${this.#proxy.protocol}//${this.#proxy.host}`;
    this.secrets = this.#proxy ? credentials(this.#proxy) : [];
  }

  /** What sends requests this way. */
  agent(): Promise<HttpAgent> {
    this.#agent ??= this.#open();
    return this.#agent;
  }

  /** Lets go of the sockets; an agent that is used again opens new ones. */
  close(): void {
    this.#agent?.then(
      (agent) => agent.destroy(),
      () => {},
    );
  }

  async #open(): Promise<HttpAgent> {
    const { sockets, timeout } = this.options;
    const settings = { keepAlive: true, maxSockets: sockets };
    const secure = this.server.protocol === "https:";
    if (!this.#proxy) {
      return secure ? new HttpsAgent({ ...settings, ...this.#tls }) : new HttpAgent(settings);
    }
    const agent = await this.#throughProxy(this.#proxy, settings, secure);
    // What is given to these agents at once goes to the proxy only.
    Object.assign(agent.options, this.#tls);
    return blaming(agent, timeout);
  }

  // Loaded when they are needed: most programs never do.
  async #throughProxy(proxy: URL, settings: { keepAlive: boolean; maxSockets: number }, secure: boolean) {
    if (proxy.protocol.startsWith("socks")) {
      const { SocksProxyAgent } = await import("socks-proxy-agent");
      return new SocksProxyAgent(proxy, { ...settings, timeout: this.options.timeout });
    }
    // The proxy's own certificate may come from one of the server's authorities, or from a well-known one.
    const { ca } = this.#tls;
    const trusting = ca ? { ...settings, ca: [...rootCertificates, String(ca)] } : settings;
    if (secure) {
      const { HttpsProxyAgent } = await import("https-proxy-agent");
      return new HttpsProxyAgent(proxy, trusting);
    }
    const { HttpProxyAgent } = await import("http-proxy-agent");
    return new HttpProxyAgent(proxy, trusting);
  }
}
