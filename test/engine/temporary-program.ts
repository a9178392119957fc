import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";

/** A program in a folder of its own, where a library and Pulumi's SDK resolve by name as they do for a user. */
export interface TemporaryProgram {
  folder: string;
  /** Puts another file in its place, or another file beside it. */
  write(file: string, text: string): void;
  remove(): void;
}

export interface ProgramFiles {
  /** Name of the Pulumi project. */
  name: string;
  files: Record<string, string>;
  /** Files of the library that resolves as `dronelib`: name there, path here. */
  library: Record<string, string>;
  typescript?: boolean;
}

export function temporaryProgram({
  name: project,
  files,
  library,
  typescript = false,
}: ProgramFiles): TemporaryProgram {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "program-")));
  const write = (file: string, text: string) => {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), text);
  };
  write(
    "Pulumi.yaml",
    `name: ${project}\nruntime:\n  name: nodejs\n  options:\n    typescript: ${typescript}\n`,
  );
  write("package.json", JSON.stringify({ name: project, private: true }));
  write("node_modules/dronelib/package.json", JSON.stringify({ name: "dronelib", version: "1.0.0" }));
  for (const [file, text] of Object.entries(files)) write(file, text);
  for (const [file, path] of Object.entries(library))
    cpSync(path, join(folder, "node_modules/dronelib", file));
  for (const name of ["@pulumi", "typescript"]) {
    symlinkSync(
      resolve(__dirname, "../../node_modules", name),
      join(folder, "node_modules", name),
      "junction",
    );
  }
  return { folder, write, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
