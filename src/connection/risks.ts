import { serverUrl } from "../client/request";
import { isLoopback } from "./proxy";
import type { Settings } from "./settings";

/** What others on the way could do with these settings; undefined if nothing. */
export function risks({ server, skipVerify }: Settings): string | undefined {
  const url = serverUrl(server);
  if (url.protocol === "http:" && !isLoopback(url)) {
    return `The token and all secrets travel to ${url.origin} unencrypted. Use https:// if the server has it.`;
  }
  if (url.protocol === "https:" && skipVerify) {
    return `The certificate of ${url.origin} is not verified, so whoever is in between can read the token. drone:ca is the safe way.`;
  }
  return undefined;
}
