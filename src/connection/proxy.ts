import { BlockList, isIP } from "node:net";

/**
 * The proxy for a server: what `drone:proxy` says, as if given to `curl --proxy`, else what the environment says. NO_PROXY
 * excepts servers from both. What runs on this machine is asked directly, unless `drone:proxy` says otherwise.
 */
export function proxyFor(server: URL, given: string | undefined, env: NodeJS.ProcessEnv): string | undefined {
  const either = (name: string) => env[name.toLowerCase()] || env[name] || undefined;
  if (isExcepted(server, either("NO_PROXY") ?? "")) return undefined;
  if (given) return given;
  if (isLoopback(server)) return undefined;
  return either(server.protocol === "https:" ? "HTTPS_PROXY" : "HTTP_PROXY") ?? either("ALL_PROXY");
}

/** Whether a server runs on this machine. */
export function isLoopback(server: URL): boolean {
  const host = hostOf(server);
  return /^(.*\.)?localhost$/.test(host) || (isIP(host) > 0 && within(host, ["127.0.0.0/8", "::1/128"]));
}

/** NO_PROXY holds names (with all below them), addresses and their ranges, each with a port or without; `*` is all. */
function isExcepted(server: URL, list: string): boolean {
  const host = hostOf(server);
  const port = server.port || (server.protocol === "https:" ? "443" : "80");
  return list.split(/[\s,]+/).some((entry) => {
    if (entry === "*") return true;
    const [, bracketed, plain, only] = /^(?:\[(.+)\]|(.*?))(?::(\d+))?$/.exec(entry) ?? [];
    // An IPv6 address without brackets is all colons.
    const name = isIP(entry) ? entry : (bracketed ?? plain ?? "").toLowerCase();
    if (name === "" || (!isIP(entry) && only !== undefined && only !== port)) return false;
    if (isIP(host)) return within(host, [name]);
    const domain = name.replace(/^\*?\./, "");
    return host === domain || host.endsWith(`.${domain}`);
  });
}

/** Whether an address is one of these, or in one of these ranges. */
function within(address: string, entries: string[]): boolean {
  const list = new BlockList();
  for (const entry of entries) {
    const [start = "", bits] = entry.split("/");
    if (!isIP(start)) continue;
    const type = isIP(start) === 6 ? "ipv6" : "ipv4";
    const length = Number(bits ?? (type === "ipv6" ? 128 : 32));
    if (Number.isInteger(length) && length >= 0 && length <= (type === "ipv6" ? 128 : 32)) {
      list.addSubnet(start, length, type);
    }
  }
  return list.check(address, isIP(address) === 6 ? "ipv6" : "ipv4");
}

/** Name or address, without brackets and the dot at the end. */
function hostOf({ hostname }: URL): string {
  return hostname.replace(/^\[(.*)\]$/, "$1").replace(/\.$/, "");
}
