/**
 * The segments of an id; `form` shows them, e.g. `owner/name/SECRET`.
 * @throws if the id has not that form.
 */
export function splitId(id: string, form: string): string[] {
  const segments = id.split("/");
  if (segments.length !== form.split("/").length || segments.includes("")) {
    throw new Error(`"${id}" is no id of this kind; it looks like ${form}.`);
  }
  return segments;
}
