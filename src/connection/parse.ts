// Pulumi's configuration holds nothing but text, whatever it was set from.

/** @throws if it is neither; the words are those that Drone's own command line takes. */
export function yesOrNo(setting: string, text: string | undefined): boolean | undefined {
  if (!text) return undefined;
  if (/^(true|t|1)$/i.test(text)) return true;
  if (/^(false|f|0)$/i.test(text)) return false;
  throw new Error(`${setting} must be true or false, not ${JSON.stringify(text)}.`);
}

/** Milliseconds. @throws if they are no seconds that one could wait. */
export function seconds(setting: string, text: string | undefined): number | undefined {
  if (!text) return undefined;
  const wait = /^\d+(\.\d+)?$/.test(text) ? Math.ceil(Number(text) * 1000) : 0;
  if (wait > 0 && wait <= 3_600_000) return wait;
  throw new Error(`${setting} must be a number of seconds up to 3600, e.g. 60, not ${JSON.stringify(text)}.`);
}

/** @throws if it is no JSON of names and values; never quoted, for the values could be secret. */
export function headers(setting: string, text: string | undefined): Record<string, string> | undefined {
  if (!text) return undefined;
  const problem = `${setting} must be JSON of names and values, such as {"X-Access-Key":"…"}`;
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    throw new Error(`${problem}; it is not JSON.`);
  }
  if (typeof parsed !== "object" || parsed === null || Array.isArray(parsed)) throw new Error(`${problem}.`);
  for (const [name, value] of Object.entries(parsed)) {
    if (typeof value !== "string") throw new Error(`${problem}; the value of ${name} is not text.`);
  }
  return parsed as Record<string, string>;
}

/** @throws if it is none from 0 to 3 */
export function retries(setting: string, text: string | undefined): number | undefined {
  if (!text) return undefined;
  if (/^[0-3]$/.test(text)) return Number(text);
  throw new Error(`${setting} must be a number from 0 to 3, not ${JSON.stringify(text)}.`);
}
