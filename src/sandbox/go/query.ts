/** The pairs of a query or a form, as Go's `url.ParseQuery` gives them: what is good, and the first error. */
export interface Values {
  values: Map<string, string[]>;
  error?: string;
}

export function readQuery(text: string): Values {
  const read: Values = { values: new Map() };
  for (const pair of text.split("&")) {
    if (pair === "") continue;
    const equals = pair.indexOf("=");
    const [key, value] = equals < 0 ? [pair, ""] : [pair.slice(0, equals), pair.slice(equals + 1)];
    try {
      if (pair.includes(";")) throw new EscapeError("invalid semicolon separator in query");
      const name = percentDecode(key.replaceAll("+", " "));
      read.values.set(name, [...(read.values.get(name) ?? []), percentDecode(value.replaceAll("+", " "))]);
    } catch (error) {
      if (!(error instanceof EscapeError)) throw error;
      read.error ??= error.message;
    }
  }
  return read;
}

export class EscapeError extends Error {}

/**
 * Undoes percent-encoding. Bytes that are no UTF-8 become U+FFFD; `decodeURIComponent` would throw.
 *
 * @throws EscapeError with Go's text
 */
export function percentDecode(text: string): string {
  const bad = /%(?![0-9a-fA-F]{2}).{0,2}/s.exec(text);
  if (bad) throw new EscapeError(`invalid URL escape ${JSON.stringify(bad[0])}`);
  const bytes = Buffer.from(text, "utf8").toString("latin1");
  const decoded = bytes.replace(/%(..)/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(decoded, "latin1").toString("utf8");
}

/** Go's `strconv.ParseBool`; what it cannot read is false, as in Drone, which drops the error. */
export const readBool = (text: string | undefined): boolean =>
  ["1", "t", "T", "TRUE", "true", "True"].includes(text ?? "");

/** Go's `strconv.Atoi`; undefined is its error. */
export function readInt(text: string): number | undefined {
  const number = Number(text);
  return /^[+-]?\d+$/.test(text) && Number.isSafeInteger(number) ? number : undefined;
}
