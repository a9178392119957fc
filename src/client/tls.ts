import { X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { createSecureContext, type SecureContextOptions } from "node:tls";

/** How a server's certificate is judged, and what the client shows of its own. */
export interface TlsOptions {
  /**
   * Certificates of the authorities that may have signed the server's: PEM, or the path of a file with it. No others are
   * trusted then.
   * @default the well-known authorities, and those in NODE_EXTRA_CA_CERTS
   */
  ca?: string | undefined;
  /** Certificate that the client shows: PEM, or the path of a file with it. Goes with `key`. */
  cert?: string | undefined;
  /** Private key of `cert`, without a passphrase: PEM, or the path of a file with it. */
  key?: string | undefined;
  /**
   * Whether to talk to a server whose certificate proves nothing. Whoever is in between can then read the token.
   * @default false
   */
  skipVerify?: boolean | undefined;
}

/**
 * Reads what TLS is to be done with, files included.
 * @throws if it cannot be used; the message never repeats a key.
 */
export function readTls({ ca, cert, key, skipVerify }: TlsOptions): SecureContextOptions & {
  rejectUnauthorized?: boolean;
} {
  if (!cert !== !key) {
    const [there, missing] = cert ? ["drone:cert", "drone:key"] : ["drone:key", "drone:cert"];
    throw new Error(`${there} is set without ${missing}: a client certificate needs both.`);
  }
  const read = {
    ...(ca ? { ca: certificates("drone:ca", ca) } : {}),
    ...(cert && key ? { cert: certificates("drone:cert", cert), key: privateKey(key) } : {}),
  };
  try {
    if (read.cert) createSecureContext(read);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new Error(
      `drone:key does not belong to drone:cert, or has a passphrase, which it must not (${code}).`,
    );
  }
  return { ...read, ...(skipVerify ? { rejectUnauthorized: false } : {}) };
}

function certificates(setting: string, given: string): string {
  const text = given.includes("-----BEGIN") ? given : file(`${setting}, "${given}"`, given);
  try {
    new X509Certificate(text);
  } catch {
    throw new Error(`${setting} is no certificate in PEM${text === given ? "" : `, the file "${given}"`}.`);
  }
  return text;
}

// What is meant to be a key is never quoted, not even as the name of a file.
function privateKey(given: string): string {
  const text = given.includes("-----BEGIN") ? given : file("drone:key", given);
  if (!text.includes("-----BEGIN")) throw new Error("drone:key: the file holds no PEM.");
  return text;
}

function file(what: string, path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new Error(`${what}, is neither PEM nor a file that can be read (${code}).`);
  }
}
