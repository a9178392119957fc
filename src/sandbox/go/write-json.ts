/** What an answer may hold. A `bigint` is written as its digits, `undefined` leaves the key out. */
export type Writable = null | undefined | boolean | number | bigint | string | Writable[] | WritableObject;
export interface WritableObject {
  [key: string]: Writable;
}

/** Writes JSON as Go's `json.Encoder` does: `<`, `>` and `&` escaped, and a line end after the document. */
export function writeJson(value: Writable): string {
  return `${write(value)}\n`;
}

function write(value: Writable): string {
  if (typeof value === "bigint") return value.toString();
  if (Array.isArray(value)) return `[${value.map(write).join(",")}]`;
  if (value && typeof value === "object") {
    const fields = Object.entries(value).filter(([, field]) => field !== undefined);
    return `{${fields.map(([key, field]) => `${quote(key)}:${write(field)}`).join(",")}}`;
  }
  return typeof value === "string" ? quote(value) : JSON.stringify(value ?? null);
}

const quote = (text: string): string =>
  JSON.stringify(text).replace(
    /[<>&\u2028\u2029]/g,
    (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
