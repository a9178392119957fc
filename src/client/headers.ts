import { validateHeaderName, validateHeaderValue } from "node:http";

/** Why a header is not for the user to set. */
const OURS: Record<string, string> = {
  authorization: "it carries the token",
  "content-type": "it goes with the body",
  "content-length": "it goes with the body",
  "transfer-encoding": "it goes with the body",
  connection: "it goes with the connection",
  expect: "it goes with the connection",
  upgrade: "it goes with the connection",
  host: "it goes with the address",
};

/**
 * Headers for a proxy before the server, by their names in small letters.
 * @throws if one cannot be sent, or is ours; values are never repeated.
 */
export function extraHeaders(headers: Readonly<Record<string, string>>): Record<string, string> {
  const extra: Record<string, string> = {};
  for (const [given, value] of Object.entries(headers)) {
    const name = given.toLowerCase();
    const reason = OURS[name];
    if (reason) throw new Error(`drone:headers must not set ${given}: ${reason}.`);
    if (name in extra)
      throw new Error(`drone:headers sets ${given} twice; large and small letters are the same.`);
    try {
      validateHeaderName(name);
    } catch {
      throw new Error(`drone:headers: ${JSON.stringify(given)} cannot be the name of a header.`);
    }
    try {
      validateHeaderValue(name, value);
    } catch {
      throw new Error(
        `drone:headers: ${given} has a character that no header can carry; was it pasted whole?`,
      );
    }
    extra[name] = value;
  }
  return extra;
}
