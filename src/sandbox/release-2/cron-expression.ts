/**
 * When a cron expression is due next, in Unix seconds and UTC. As the library of Drone reads it, a sixth field comes
 * first, the seconds, and of five fields it is the last one that is left out, the day of the week.
 *
 * @throws CronError
 */
export function nextTime(expression: string, now: number): number {
  if (expression.startsWith("@every ")) return now + Math.max(1, Math.floor(duration(expression.slice(7))));
  const fields = (named[expression] ?? expression).trim().split(/\s+/);
  if (fields.length === 5) fields.push("*");
  if (fields.length !== 6) throw new CronError();
  return search(fields, now);
}

export class CronError extends Error {}

const named: Record<string, string> = {
  "@yearly": "0 0 0 1 1 *",
  "@annually": "0 0 0 1 1 *",
  "@monthly": "0 0 0 1 * *",
  "@weekly": "0 0 0 * * 0",
  "@daily": "0 0 0 * * *",
  "@midnight": "0 0 0 * * *",
  "@hourly": "0 0 * * * *",
};

const months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const days = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

function search(fields: string[], now: number): number {
  const [second = "", minute = "", hour = "", day = "", month = "", weekday = ""] = fields;
  const seconds = numbers(second, 0, 59);
  const minutes = numbers(minute, 0, 59);
  const hours = numbers(hour, 0, 23);
  const daysOfMonth = numbers(day, 1, 31);
  const monthsOfYear = numbers(month, 1, 12, months);
  const daysOfWeek = numbers(weekday, 0, 6, days);
  const either = ![day, weekday].some((field) => /^[*?]/.test(field));

  const isDue = (date: Date): boolean => {
    const [byDay, byWeekday] = [daysOfMonth.has(date.getUTCDate()), daysOfWeek.has(date.getUTCDay())];
    return monthsOfYear.has(date.getUTCMonth() + 1) && (either ? byDay || byWeekday : byDay && byWeekday);
  };
  const earliest = now + 1;
  const midnight = earliest - (earliest % 86_400);
  // After five years Drone's library gives up, with the zero time of Go.
  for (let start = midnight; start < midnight + 5 * 366 * 86_400; start += 86_400) {
    if (!isDue(new Date(start * 1000))) continue;
    for (const h of hours)
      for (const m of minutes)
        for (const s of seconds) {
          const time = start + h * 3600 + m * 60 + s;
          if (time >= earliest) return time;
        }
  }
  return -62_135_596_800;
}

/** The numbers of one field, in order. */
function numbers(field: string, min: number, max: number, names: string[] = []): Set<number> {
  const found = new Set<number>();
  const read = (text: string): number => {
    const name = names.indexOf(text.toLowerCase());
    if (name < 0 && !/^\d+$/.test(text)) throw new CronError();
    return name < 0 ? Number(text) : name + min;
  };
  for (const part of field.split(",")) {
    const [range = "", step, ...tooMuch] = part.split("/");
    // After a star, a hyphen and what follows are not looked at.
    const [from = "", to, ...more] = /^[*?](-|$)/.test(range) ? [String(min), String(max)] : range.split("-");
    const first = read(from);
    const last = to !== undefined ? read(to) : step === undefined ? first : max;
    const by = step === undefined ? 1 : read(step);
    if (tooMuch.length + more.length > 0 || first < min || last > max || first > last || by < 1) {
      throw new CronError();
    }
    for (let number = first; number <= last; number += by) found.add(number);
  }
  return new Set([...found].sort((one, other) => one - other));
}

/** Go's `time.ParseDuration`, in seconds. */
function duration(text: string): number {
  const units: Record<string, number> = { ns: 1e-9, us: 1e-6, µs: 1e-6, ms: 1e-3, s: 1, m: 60, h: 3600 };
  if (!/^[+-]?(\d+(\.\d*)?(ns|us|µs|ms|s|m|h))+$/.test(text)) throw new CronError();
  const parts = [...text.matchAll(/(\d+(?:\.\d*)?)(ns|us|µs|ms|s|m|h)/g)];
  const sum = parts.reduce((total, [, number, unit = ""]) => total + Number(number) * (units[unit] ?? 0), 0);
  return text.startsWith("-") ? -sum : sum;
}
