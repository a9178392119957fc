/**
 * Builds a request path; each value becomes exactly one segment.
 *
 * @example path`/api/users/${login}`
 * @throws if a value cannot be a segment: the message names it and says why.
 */
export function path(literals: TemplateStringsArray, ...segments: (string | number)[]): string {
  return literals.reduce((built, literal, at) => built + segment(segments[at - 1] ?? "") + literal);
}

/**
 * The path of a repository given as `owner/name`.
 * @throws if it is not two segments.
 */
export function repoPath(repo: string): string {
  return `/api/repos${slugPath(repo)}`;
}

/**
 * The same repository below another route.
 * @throws if it is not two segments.
 */
export function slugPath(repo: string): string {
  const [owner, name, ...rest] = repo.split("/");
  if (!owner || !name || rest.length > 0) {
    throw new Error(`A repository is given as owner/name, not as "${repo}".`);
  }
  return path`/${owner}/${name}`;
}

/** A path below another, of a name whose slashes are its own, e.g. a branch. */
export function deepPath(name: string): string {
  return name
    .split("/")
    .map((each) => path`/${each}`)
    .join("");
}

/** Why this text cannot be one segment of a path on any Drone server; undefined if it can. */
export function segmentProblem(text: string): string | undefined {
  if (text === "") return "it is empty";
  // A URL parser folds both away, escaped or not: deleting a secret ".." would hit its repository.
  if (text === "." || text === "..") return `"${text}" would be taken for a step in the URL's path`;
  // Drone unescapes %2F before it routes, so what is made with a slash can never be read or deleted.
  if (text.includes("/")) return `"${text}" has a slash, and Drone could not find it again`;
  if (!text.isWellFormed()) return "it is not valid Unicode";
  return undefined;
}

function segment(value: string | number): string {
  const text = String(value);
  const problem = segmentProblem(text);
  if (problem) throw new Error(`A name cannot go into a Drone URL: ${problem}.`);
  return asGoWould(text);
}

/**
 * Escapes what Go's own URLs escape, no more and no less: from 1.0 on, a path that is escaped otherwise is not unescaped, and
 * `a%2Bb` would be a name of five letters.
 */
function asGoWould(text: string): string {
  return encodeURIComponent(text)
    .replace(/%(24|26|2B|2C|3A|3B|3D|40)/g, decodeURIComponent)
    .replace(/[!'()*]/g, (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`);
}
