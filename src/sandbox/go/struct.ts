import { readBool, type Values } from "./query";
import { Fields, GoJsonError, type Json, NumberText, readJson } from "./read-json";

/** One field of a Go struct: its JSON key, its Go name (forms go by that), and how its value is read. */
export interface Field<T> {
  key: string;
  goName: string;
  zero(): T;
  /** @throws Mismatch */
  fromJson(json: Json): T;
  fromForm(texts: string[]): T;
  /** What a value of the wrong type leaves behind; if absent, nothing. */
  spoilt?(): T;
  /** How an error names it, if not by its key: a field of an embedded struct. */
  place?: string;
}

class Mismatch extends Error {
  constructor(
    readonly found: string,
    readonly goType: string,
  ) {
    super();
  }
}

export const text = (key: string, goName: string): Field<string> => ({
  key,
  goName,
  zero: () => "",
  fromJson: readText,
  fromForm: ([first]) => first ?? "",
});

export const texts = (key: string, goName: string): Field<string[]> => ({
  key,
  goName,
  zero: () => [],
  fromJson(json) {
    if (Array.isArray(json)) return json.map((item) => (item === null ? "" : readText(item)));
    throw new Mismatch(kindOf(json), "[]string");
  },
  fromForm: (all) => all,
});

export const flag = (key: string, goName: string): Field<boolean> => ({
  key,
  goName,
  zero: () => false,
  fromJson(json) {
    if (typeof json === "boolean") return json;
    throw new Mismatch(kindOf(json), "bool");
  },
  fromForm: ([first]) => readBool(first),
});

/** An int64. What a JavaScript number cannot hold exactly comes as a bigint. */
export const integer = (key: string, goName: string): Field<number | bigint> => ({
  key,
  goName,
  zero: () => 0,
  fromJson(json) {
    if (!(json instanceof NumberText)) throw new Mismatch(kindOf(json), "int64");
    const whole = /^-?\d+$/.test(json.text) ? BigInt(json.text) : undefined;
    if (whole === undefined || BigInt.asIntN(64, whole) !== whole)
      throw new Mismatch(`number ${json.text}`, "int64");
    return Number.isSafeInteger(Number(whole)) ? Number(whole) : whole;
  },
  fromForm: ([first]) => Number.parseInt(first ?? "", 10) || 0,
});

/** A Go pointer: undefined when the key is absent or null, and nothing that a form can fill. */
export const pointer = <T>(field: Field<T>): Field<T | undefined> => ({
  ...field,
  zero: () => undefined,
  // Go has made what the pointer points to before it looks at the value.
  spoilt: () => field.zero(),
  fromForm() {
    throw new GoJsonError("Unknown type");
  },
});

/** A Go struct that a body is read into, e.g. `{ goName: "model.User", fields: { login: text("login", "Login") } }`. */
export interface Struct<T> {
  goName: string;
  fields: { [K in keyof T]-?: Field<T[K]> };
}

/** @throws GoJsonError with Go's text */
export function fromJson<T>(struct: Struct<T>, body: Buffer): T {
  const { read, mismatch } = fromJsonAsFarAsItGoes(struct, readJson(body));
  if (mismatch) throw mismatch;
  return read;
}

/** What could be read, and the first value of a wrong type. @throws GoJsonError when the document is no object */
export function fromJsonAsFarAsItGoes<T>(struct: Struct<T>, json: Json): { read: T; mismatch?: GoJsonError } {
  const read = zero(struct);
  if (json === null) return { read };
  if (!(json instanceof Fields)) {
    throw new GoJsonError(`json: cannot unmarshal ${kindOf(json)} into Go value of type ${struct.goName}`);
  }
  let first: GoJsonError | undefined;
  for (const [key, value] of json.entries) {
    const name = fieldFor(struct, key);
    if (name === undefined || value === null) continue;
    try {
      read[name] = struct.fields[name].fromJson(value);
    } catch (error) {
      if (!(error instanceof Mismatch)) throw error;
      // Go reads on, fills what it can, and reports the first mismatch at the end.
      const field = struct.fields[name];
      if (field.spoilt) read[name] = field.spoilt();
      const place = `${struct.goName.split(".").pop()}.${field.place ?? field.key}`;
      first ??= new GoJsonError(
        `json: cannot unmarshal ${error.found} into Go struct field ${place} of type ${error.goType}`,
      );
    }
  }
  return { read, mismatch: first };
}

/** Fills a struct from a form, by the fields' Go names. What is no form leaves it empty, and is no error. */
export function fromForm<T>(struct: Struct<T>, form: Values): T {
  if (form.error !== undefined) throw new GoJsonError(form.error);
  const read = zero(struct);
  for (const name in struct.fields) {
    const given = form.values.get(struct.fields[name].goName);
    if (given) read[name] = struct.fields[name].fromForm(given);
  }
  return read;
}

function zero<T>(struct: Struct<T>): T {
  const entries = Object.entries<Field<unknown>>(struct.fields).map(([name, field]) => [name, field.zero()]);
  return Object.fromEntries(entries) as T;
}

function fieldFor<T>(struct: Struct<T>, key: string): keyof T | undefined {
  for (const name in struct.fields) {
    if (struct.fields[name].key === key.toLowerCase()) return name;
  }
  return undefined;
}

function readText(json: Json): string {
  if (typeof json === "string") return json;
  throw new Mismatch(kindOf(json), "string");
}

function kindOf(json: Json): string {
  if (Array.isArray(json)) return "array";
  if (json instanceof Fields) return "object";
  return typeof json === "boolean" ? "bool" : typeof json === "string" ? "string" : "number";
}
