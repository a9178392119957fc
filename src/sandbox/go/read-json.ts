/** A number keeps its text: Go tells `1` from `1.0`, and reads 19 digits that a double would lose. */
export class NumberText {
  constructor(readonly text: string) {}
}

/** An object keeps its order and its doubles: in Go the last one of a name wins, whatever its case. */
export class Fields {
  readonly entries: [string, Json][] = [];
}

export type Json = null | boolean | string | NumberText | Json[] | Fields;

/** What Go's `encoding/json` says of a text or a value. Drone passes it on, word for word. */
export class GoJsonError extends Error {}

// Go goes down to 10 000; JavaScript may run out of stack before that.
const deepest = 1_000;

/**
 * Reads the first JSON document of a body, as Go's `json.Decoder` does: what follows it is not looked at.
 *
 * @throws GoJsonError with Go's text
 */
export function readJson(body: Buffer): Json {
  return new Reader(body.toString("latin1")).document();
}

/** Works on bytes (as latin1), since Go's errors quote single bytes. */
class Reader {
  private at = 0;

  constructor(private readonly bytes: string) {}

  document(): Json {
    this.skipSpace();
    if (this.at >= this.bytes.length) throw new GoJsonError("EOF");
    return this.value(0);
  }

  private value(depth: number): Json {
    if (depth > deepest) throw new GoJsonError("exceeded max depth");
    const byte = this.peek();
    if (byte === "{") return this.object(depth);
    if (byte === "[") return this.array(depth);
    if (byte === '"') return this.string();
    if (byte === "t") return this.literal("true", true);
    if (byte === "f") return this.literal("false", false);
    if (byte === "n") return this.literal("null", null);
    if (byte === "-" || isDigit(byte)) return this.number();
    throw this.unexpected("looking for beginning of value");
  }

  private object(depth: number): Fields {
    const fields = new Fields();
    this.at++;
    this.skipSpace();
    if (this.peek() === "}") {
      this.at++;
      return fields;
    }
    for (;;) {
      if (this.peek() !== '"') throw this.unexpected("looking for beginning of object key string");
      const key = this.string();
      this.skipSpace();
      if (this.peek() !== ":") throw this.unexpected("after object key");
      this.at++;
      this.skipSpace();
      fields.entries.push([key, this.value(depth + 1)]);
      this.skipSpace();
      const byte = this.peek();
      if (byte !== "," && byte !== "}") throw this.unexpected("after object key:value pair");
      this.at++;
      if (byte === "}") return fields;
      this.skipSpace();
    }
  }

  private array(depth: number): Json[] {
    const items: Json[] = [];
    this.at++;
    this.skipSpace();
    if (this.peek() === "]") {
      this.at++;
      return items;
    }
    for (;;) {
      items.push(this.value(depth + 1));
      this.skipSpace();
      const byte = this.peek();
      if (byte !== "," && byte !== "]") throw this.unexpected("after array element");
      this.at++;
      if (byte === "]") return items;
      this.skipSpace();
    }
  }

  private string(): string {
    const start = this.at++;
    for (;;) {
      const byte = this.peek();
      if (byte === '"') break;
      if (byte < " ") throw this.unexpected("in string literal");
      this.at++;
      if (byte === "\\") this.escape();
    }
    this.at++;
    return JSON.parse(Buffer.from(this.bytes.slice(start, this.at), "latin1").toString("utf8"));
  }

  private escape(): void {
    const byte = this.peek();
    if (!'"\\/bfnrtu'.includes(byte)) throw this.unexpected("in string escape code");
    this.at++;
    if (byte !== "u") return;
    for (let digit = 0; digit < 4; digit++, this.at++) {
      if (!/[0-9a-fA-F]/.test(this.peek())) throw this.unexpected("in \\u hexadecimal character escape");
    }
  }

  private number(): NumberText {
    const start = this.at;
    if (this.bytes[this.at] === "-") this.at++;
    if (this.peek() === "0") this.at++;
    else this.digits("in numeric literal");
    if (this.bytes[this.at] === ".") {
      this.at++;
      this.digits("after decimal point in numeric literal");
    }
    if (/^[eE]$/.test(this.bytes[this.at] ?? "")) {
      this.at++;
      if (/^[+-]$/.test(this.peek())) this.at++;
      this.digits("in exponent of numeric literal");
    }
    return new NumberText(this.bytes.slice(start, this.at));
  }

  private digits(where: string): void {
    if (!isDigit(this.peek())) throw this.unexpected(where);
    while (isDigit(this.bytes[this.at] ?? "")) this.at++;
  }

  private literal<T>(word: string, value: T): T {
    for (const letter of word) {
      if (this.peek() !== letter) throw this.unexpected(`in literal ${word} (expecting ${quote(letter)})`);
      this.at++;
    }
    return value;
  }

  private peek(): string {
    const byte = this.bytes[this.at];
    if (byte === undefined) throw new GoJsonError("unexpected EOF");
    return byte;
  }

  private skipSpace(): void {
    while (/^[ \t\r\n]$/.test(this.bytes[this.at] ?? "")) this.at++;
  }

  private unexpected(where: string): GoJsonError {
    return new GoJsonError(`invalid character ${quote(this.peek())} ${where}`);
  }
}

const isDigit = (byte: string): boolean => byte.length === 1 && byte >= "0" && byte <= "9";

function quote(byte: string): string {
  if (byte === "'") return "'\\''";
  if (byte === '"') return "'\"'";
  const named: Record<string, string> = { "\n": "\\n", "\r": "\\r", "\t": "\\t", "\\": "\\\\" };
  const printable = byte >= " " && byte !== "\x7f" && !(byte >= "\x80" && byte <= "\xa0") && byte !== "\xad";
  const hex = byte.charCodeAt(0).toString(16).padStart(2, "0");
  return `'${named[byte] ?? (printable ? byte : byte < "\x80" ? `\\x${hex}` : `\\u00${hex}`)}'`;
}
