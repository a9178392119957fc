import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { Sealing } from "./sealing";
import { readIfThere } from "./text-file";

interface Stored {
  salt: string;
  values: Record<string, { value: string } | { secure: string }>;
}

/** A stack's configuration and the key to its secrets: what Pulumi.<stack>.yaml is to the CLI. */
export class SettingsFile {
  readonly sealing: Sealing;
  readonly #values: Stored["values"];

  constructor(
    readonly path: string,
    passphrase: string,
  ) {
    const text = readIfThere(path);
    const stored: Partial<Stored> = text === undefined ? {} : JSON.parse(text);
    this.sealing = new Sealing(passphrase, stored.salt);
    this.#values = stored.values ?? {};
    if (text === undefined) this.#save();
  }

  set(key: string, value: string, secret: boolean): void {
    this.#values[key] = secret ? { secure: this.sealing.seal(value) } : { value };
    this.#save();
  }

  /** Everything in clear, over what the project's files say. */
  over(given: Record<string, string>): Map<string, { value: string; secret: boolean }> {
    const all = new Map(Object.entries(given).map(([key, value]) => [key, { value, secret: false }]));
    for (const [key, stored] of Object.entries(this.#values)) {
      const secret = "secure" in stored;
      all.set(key, { value: secret ? this.sealing.open(stored.secure) : stored.value, secret });
    }
    return all;
  }

  #save(): void {
    mkdirSync(dirname(this.path), { recursive: true });
    const stored: Stored = { salt: this.sealing.salt, values: this.#values };
    writeFileSync(this.path, `${JSON.stringify(stored, null, 2)}\n`);
  }
}
