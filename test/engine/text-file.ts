import { readFileSync } from "node:fs";

export function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // ESRCH: a process that ended while its file was read.
    if (code === "ENOENT" || code === "ESRCH") return undefined;
    throw error;
  }
}
