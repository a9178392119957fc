import { createCipheriv, createDecipheriv, randomBytes, scryptSync } from "node:crypto";

/** Seals secrets with a passphrase: AES-256-GCM under a key derived by scrypt. */
export class Sealing {
  readonly salt: string;
  readonly #key: Buffer;

  constructor(passphrase: string, salt = randomBytes(16).toString("base64")) {
    this.salt = salt;
    this.#key = scryptSync(passphrase, Buffer.from(salt, "base64"), 32, { N: 1024 });
  }

  seal(text: string): string {
    const nonce = randomBytes(12);
    const cipher = createCipheriv("aes-256-gcm", this.#key, nonce);
    const sealed = Buffer.concat([cipher.update(text, "utf8"), cipher.final(), cipher.getAuthTag()]);
    return `v1:${nonce.toString("base64")}:${sealed.toString("base64")}`;
  }

  open(sealed: string): string {
    const [, nonce = "", body = ""] = sealed.split(":");
    const bytes = Buffer.from(body, "base64");
    const decipher = createDecipheriv("aes-256-gcm", this.#key, Buffer.from(nonce, "base64"));
    decipher.setAuthTag(bytes.subarray(-16));
    return decipher.update(bytes.subarray(0, -16), undefined, "utf8") + decipher.final("utf8");
  }
}
