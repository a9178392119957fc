import { DroneError } from "./error";

/** Nothing came back. The proxy, if there is one, is named as messages may show it. */
export function noAnswer(
  request: string,
  server: string,
  cause: unknown,
  timeout: number,
  proxy?: string,
): DroneError {
  const { name, code, message } = cause as { name?: string; code?: string; message?: string };
  const way = proxy === undefined ? server : `${server} through the proxy ${proxy}`;
  if (name === "AbortError" || name === "TimeoutError") {
    const said = `no whole answer from ${way} within ${timeout / 1000} s. Is it overloaded, or is its address wrong? drone:timeout allows for more.`;
    return new DroneError(said, { kind: "no-answer", request, cause });
  }
  if ((cause as { type?: string }).type === "max-size") {
    return new DroneError(`the answer from ${server} does not end. Is its address right?`, {
      kind: "garbled",
      request,
      cause,
    });
  }
  // node-fetch puts the whole URL before the reason, and the query may hold the token.
  const reason = message?.split("reason: ").pop() ?? "unknown";
  const what = code && !reason.includes(code) ? `${code}, ${reason}` : reason;
  // A server of http:// shows no certificate, so it is its proxy's.
  const shown = server.startsWith("http:") && proxy !== undefined ? proxy : server;
  const said =
    code === "EPROXY"
      ? `no connection to ${way}: ${what}. Is drone:proxy (or HTTPS_PROXY) right, and is the proxy up?`
      : (certificateTrouble(code ?? "", what, shown) ??
        `no answer from ${way}: ${what}. Is its address right, and is it up?`);
  return new DroneError(said, {
    kind: "no-answer",
    request,
    cause: message?.includes("access_token") ? undefined : cause,
  });
}

/** What TLS has against the two talking, and what to do. */
function certificateTrouble(code: string, reason: string, server: string): string | undefined {
  const untrusted = [
    "DEPTH_ZERO_SELF_SIGNED_CERT",
    "SELF_SIGNED_CERT_IN_CHAIN",
    "UNABLE_TO_GET_ISSUER_CERT",
    "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
    "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
    "CERT_SIGNATURE_FAILURE",
  ];
  if (untrusted.includes(code)) {
    return `no authority known here has signed the certificate of ${server}: ${reason}. Give its authority's, a file or PEM: pulumi config set drone:ca ca.pem`;
  }
  if (code === "CERT_HAS_EXPIRED" || code === "CERT_NOT_YET_VALID") {
    return `the certificate of ${server} is out of date: ${reason}. Renew it on the server; or is the clock here wrong?`;
  }
  if (code === "ERR_TLS_CERT_ALTNAME_INVALID") {
    return `the certificate of ${server} is for another name: ${reason.replace(/\.+$/, "")}. Use the name in it for drone:server.`;
  }
  if (code !== "EPROTO" && !code.startsWith("ERR_SSL_")) return undefined;
  // OpenSSL's own words are the last of many between colons.
  const words = /:SSL routines:[^:]*:([^:]+)/.exec(reason)?.[1] ?? code;
  return /alert/i.test(words)
    ? `${server} refuses the TLS connection: ${words}. If it wants a client certificate, set drone:cert and drone:key.`
    : `${server} does not speak TLS as expected: ${words}. Is its address right; should it be http://, or another port?`;
}

/** The server points elsewhere. The client never follows: the token was given for this origin only. */
export function redirected(request: string, status: number, location: string | null): DroneError {
  const target = location && URL.canParse(location, "http://same.server") ? pointedAt(location) : "nowhere";
  return new DroneError(
    `${status}, a redirect to ${target}, which is not followed. Give the final address of the server.`,
    { kind: "redirect", request, status },
  );
}

/** A web page where data should be. */
export function webPage(request: string, server: string): DroneError {
  return new DroneError(
    `a web page came back. Either ${server} is not a Drone server, or its release has no such endpoint.`,
    { kind: "no-endpoint", request, status: 200 },
  );
}

/** What is there does not say that it is a Drone. */
export function noDrone(
  server: string,
  status: number,
  type: string,
  body: string,
  hidden: readonly string[],
): DroneError {
  const title = repeats(body, hidden) ? undefined : /<title>\s*([^<]{1,60})/i.exec(body)?.[1]?.trim();
  const page = title ? `a web page, "${title}"` : "a web page";
  const what = type.startsWith("text/html")
    ? page
    : body.trim() === ""
      ? "nothing in it"
      : "no release in it";
  const harness = /harness|gitness/i.test(title ?? "")
    ? " Harness 3 is another product with another API."
    : "";
  return new DroneError(
    `${status} with ${what}, so ${server} does not look like a Drone server.${harness} Is its address right? ` +
      "If a proxy hides what Drone says of its release, set drone:release, e.g. to 2.25.",
    { kind: "no-endpoint", request: "GET /version", status },
  );
}

/** 200, but not what this endpoint answers. */
export function unexpected(request: string, wanted: string): DroneError {
  return new DroneError(
    `200, but the answer is not ${wanted}. Is there something else than Drone in between?`,
    {
      kind: "garbled",
      request,
      status: 200,
    },
  );
}

/** An error status, with what Drone said and what to do about it. */
export function refused(
  request: string,
  status: number,
  type: string,
  body: string,
  hidden: readonly string[],
  retryAfter?: number,
): DroneError {
  const words = quoted(type, body, hidden);
  const patience = retryAfter === undefined ? "" : ` It asks to wait ${Math.ceil(retryAfter / 1000)} s.`;
  const said = `${status}${words}.${advice(status, body)}${patience}`;
  return new DroneError(said, { kind: "refused", request, status, words, retryAfter });
}

function advice(status: number, body: string): string {
  if (body.includes("UNIQUE constraint failed")) return " It exists already.";
  switch (status) {
    case 401:
      return " Drone does not accept this token here: is it the right one, and does its user still exist?";
    case 403:
      return " The token's user lacks this right, usually that of an administrator of the repository.";
    case 407:
      return " That is a proxy's word: it wants a name and a password, or others than drone:proxy has.";
    case 404:
      return " It is not there, or the token's user may not see it.";
    case 413:
      return " Only a Drone administrator may do this; this token belongs to somebody else.";
    case 501:
      return " This Drone was built without that (build tag oss): it needs the full build, as in the official image.";
    case 500:
      return body === ""
        ? " Drone 0.x answers so when it is not there, or the token's user may not see or do it."
        : "";
    case 429:
      return " The server, or a proxy before it, is asked too often.";
    case 502:
    case 503:
    case 504:
      return " The server, or a proxy before it, is not ready.";
    default:
      return "";
  }
}

/** Drone's own words, if they are words and repeat nothing secret. */
function quoted(type: string, body: string, hidden: readonly string[]): string {
  if (type.startsWith("text/html")) return ", a web page";
  const said = messageIn(body) ?? body;
  if (repeats(body + said, hidden)) {
    return ", with words that repeat a secret and are not shown";
  }
  // A server could repeat a secret in yet another spelling: beside one, only plain words are shown.
  if (hidden.length > 1 && !/^[\w\s.,:;'"()-]*$/.test(said)) return ", with words that are not shown";
  const words = said.replace(/\s+/g, " ").trim().slice(0, 200).replace(/\.$/, "");
  return words === "" ? "" : `, "${words}"`;
}

/** How Drone says it from 1.0 on. */
function messageIn(body: string): string | undefined {
  try {
    const { message } = JSON.parse(body);
    return typeof message === "string" ? message : undefined;
  } catch {
    return undefined;
  }
}

function repeats(text: string, hidden: readonly string[]): boolean {
  return hidden.some((secret) => spellings(secret).some((spelling) => text.includes(spelling)));
}

function spellings(secret: string): string[] {
  return [
    secret,
    JSON.stringify(secret).slice(1, -1),
    encodeURIComponent(secret.toWellFormed()),
    Buffer.from(secret).toString("base64"),
  ];
}

function pointedAt(location: string): string {
  const url = new URL(location, "http://same.server");
  return url.host === "same.server" ? url.pathname : `${url.origin}${url.pathname}`;
}
