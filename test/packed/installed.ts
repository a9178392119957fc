import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
const root = join(__dirname, "../..");

/** How a package manager is started, and what it is told to install a tarball with. */
export const managers = {
  npm: ["npm", "install", "--no-audit", "--no-fund"],
  pnpm: ["npx", "--yes", "pnpm@10", "add"],
  yarn: ["npx", "--yes", "yarn@1.22", "add", "--ignore-engines", "--silent"],
} as const;

export type Manager = keyof typeof managers;

/** A project in an empty folder elsewhere, with the package as users get it. */
export class Installed {
  private constructor(readonly folder: string) {}

  static async with(manager: Manager): Promise<Installed> {
    const folder = mkdtempSync(join(tmpdir(), `installed-with-${manager}-`));
    // Without its scripts, which would build again under the other tests.
    await run("npm", ["pack", "--ignore-scripts", "--pack-destination", folder], { cwd: root });
    const tarball = readdirSync(folder).find((file) => file.endsWith(".tgz"));
    writeFileSync(join(folder, "package.json"), JSON.stringify({ name: "elsewhere", private: true }));
    const { version } = require("@pulumi/pulumi/package.json");
    const [command, ...args] = managers[manager];
    const packages = [
      `file:./${tarball}`,
      `@pulumi/pulumi@${version}`,
      "typescript@~6.0.3",
      "@types/node@20",
    ];
    await run(command, [...args, ...packages], { cwd: folder, timeout: 240_000 });
    return new Installed(folder);
  }

  /** A program in a folder of its own, below the project. */
  program(name: string, files: Record<string, string>): string {
    const folder = join(this.folder, name);
    mkdirSync(folder);
    writeFileSync(join(folder, "Pulumi.yaml"), `name: ${name}\nruntime: nodejs\n`);
    for (const [file, text] of Object.entries(files)) writeFileSync(join(folder, file), text);
    return folder;
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
