import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import {
  isSecret,
  mapInside,
  type Properties,
  secret,
  secretSignature,
  signature,
  type Value,
} from "./property";
import type { Sealing } from "./sealing";
import { readIfThere } from "./text-file";

/** A resource as the checkpoint holds it. */
export interface Resource {
  urn: string;
  custom: boolean;
  /** Replaced, and to be deleted at the end. */
  delete?: boolean;
  id?: string;
  type: string;
  inputs: Properties;
  outputs: Properties;
  parent?: string;
  /** Only read, never managed. */
  external?: boolean;
  dependencies?: string[];
  initErrors?: string[];
  provider?: string;
  propertyDependencies?: Record<string, string[]>;
  /** Deleted already, its replacement not made yet. */
  pendingReplacement?: boolean;
  additionalSecretOutputs?: string[];
  retainOnDelete?: boolean;
  created?: string;
  modified?: string;
  ignoreChanges?: string[];
}

export type StoredResource = Omit<Resource, "inputs" | "outputs"> &
  Partial<Pick<Resource, "inputs" | "outputs">>;

export interface PendingOperation<R = StoredResource> {
  resource: R;
  type: "creating" | "updating" | "deleting" | "reading";
}

export interface Deployment {
  manifest: { time: string; version: string };
  secrets_providers?: { type: string; state: { salt: string } };
  resources?: StoredResource[];
  pending_operations?: PendingOperation[];
  metadata: object;
}

export interface Content {
  resources: Resource[];
  pending: PendingOperation<Resource>[];
}

export const engineVersion = "stand-in";

/** The checkpoint's file. Every write leaves a whole one behind, whenever the process dies. */
export class StateFile {
  readonly #ciphertexts = new WeakMap<Properties, string>();

  constructor(
    readonly path: string,
    readonly sealing: Sealing,
  ) {}

  read(): Content {
    const text = readIfThere(this.path);
    if (text === undefined) return { resources: [], pending: [] };
    const { deployment } = JSON.parse(text) as { deployment: Deployment };
    return {
      resources: (deployment.resources ?? []).map((resource) => this.#opened(resource)),
      pending: (deployment.pending_operations ?? []).map((op) => ({
        ...op,
        resource: this.#opened(op.resource),
      })),
    };
  }

  write(content: Content): void {
    mkdirSync(dirname(this.path), { recursive: true });
    writeFileSync(`${this.path}.new`, `${JSON.stringify(this.checkpoint(content), null, 2)}\n`);
    renameSync(`${this.path}.new`, this.path);
  }

  checkpoint(content: Content, showSecrets = false): { version: number; deployment: Deployment } {
    const stored = (resource: Resource) => this.#stored(resource, showSecrets);
    const pending = content.pending.map((op) => ({ ...op, resource: stored(op.resource) }));
    return {
      version: 3,
      deployment: {
        manifest: { time: new Date().toISOString(), version: engineVersion },
        secrets_providers: { type: "stand-in", state: { salt: this.sealing.salt } },
        ...(content.resources.length > 0 && { resources: content.resources.map(stored) }),
        ...(pending.length > 0 && { pending_operations: pending }),
        metadata: {},
      },
    };
  }

  #stored(resource: Resource, showSecrets: boolean): StoredResource {
    const { inputs, outputs, ...rest } = resource;
    const seal = (value: Value): Value => {
      if (!isSecret(value)) return mapInside(value, seal);
      const text = JSON.stringify(value.value);
      const marker = { [signature]: secretSignature };
      return showSecrets
        ? { ...marker, plaintext: text }
        : { ...marker, ciphertext: this.#ciphertext(value, text) };
    };
    const bags = { inputs: seal(inputs) as Properties, outputs: seal(outputs) as Properties };
    const full = Object.entries(bags).filter(([, bag]) => Object.keys(bag).length > 0);
    const { urn, custom, id, type, ...others } = rest;
    return { urn, custom, ...(id && { id }), type, ...Object.fromEntries(full), ...others };
  }

  // Sealing again what has not changed would make every write slow and every two checkpoints differ.
  #ciphertext(value: Properties, text: string): string {
    const known = this.#ciphertexts.get(value);
    const ciphertext = known ?? this.sealing.seal(text);
    if (!known) this.#ciphertexts.set(value, ciphertext);
    return ciphertext;
  }

  #opened(resource: StoredResource): Resource {
    const open = (value: Value): Value =>
      isSecret(value)
        ? secret(JSON.parse(this.sealing.open(String(value.ciphertext))))
        : mapInside(value, open);
    const { inputs = {}, outputs = {} } = resource;
    return { ...resource, inputs: open(inputs) as Properties, outputs: open(outputs) as Properties };
  }
}
