import type { Answer } from "../answer";
import { GoJsonError, readJson } from "../go/read-json";
import { fromJson, fromJsonAsFarAsItGoes, type Struct } from "../go/struct";
import { formOf, type Request } from "../request";
import { refusal } from "./answers";

/** The first value of a key, of a form body or of the query. */
export const formValue = (request: Request, key: string): string =>
  formOf(request).values.get(key)?.[0] ?? "";

/** A form body is gone once the token was looked for in it. */
export const bodyOf = (request: Request): Buffer =>
  !request.headers.authorization && formOf(request) !== request.query ? Buffer.alloc(0) : request.body;

/** Reads JSON, whatever its content type says; what is no such JSON is refused in Go's words. */
export function bodyAs<T>(struct: Struct<T>, request: Request): T | Answer {
  try {
    return fromJson(struct, bodyOf(request));
  } catch (error) {
    if (error instanceof GoJsonError) return refusal(400, error.message);
    throw error;
  }
}

/** Reads what can be read. Nothing is refused. */
export function bodyAtAll<T>(struct: Struct<T>, request: Request): T {
  try {
    return fromJsonAsFarAsItGoes(struct, readJson(bodyOf(request))).read;
  } catch (error) {
    if (error instanceof GoJsonError) return fromJson(struct, Buffer.from("null"));
    throw error;
  }
}
