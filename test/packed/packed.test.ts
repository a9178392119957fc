import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Sandbox, startSandbox } from "../../src/sandbox";
import { openWorkspace } from "../engine/workspace";
import { Installed, type Manager, managers } from "./installed";

// The tarball, installed in an empty project elsewhere, used by each kind of program.

const body = `
const user = new drone.User("bob", { login: "bob" });
const repo = new drone.Repository("demo", { owner: "octo", name: "demo" });
new drone.RepoSecret("key", { repo: repo.slug, name: "KEY", value: "s3cret" });
`;
const manifest = (more: object) => JSON.stringify({ name: "program", private: true, ...more });

const programs: Record<string, Record<string, string>> = {
  commonjs: {
    "package.json": manifest({ main: "index.js" }),
    "index.js": `const drone = require("pulumi-drone");${body}exports.login = user.login;`,
  },
  esm: {
    "package.json": manifest({ main: "index.js", type: "module" }),
    "index.js": `import * as drone from "pulumi-drone";${body}export const login = user.login;`,
  },
  typescript: {
    "package.json": manifest({ main: "index.ts" }),
    "tsconfig.json": JSON.stringify({
      compilerOptions: {
        target: "es2022",
        module: "nodenext",
        moduleResolution: "nodenext",
        strict: true,
        noEmit: true,
      },
    }),
    "index.ts": `import * as drone from "pulumi-drone";${body}export const login = user.login;`,
  },
};

describe.each(Object.keys(managers) as Manager[])("installed with %s", (manager) => {
  let installed: Installed;
  let sandbox: Sandbox;
  beforeAll(async () => {
    sandbox = await startSandbox();
    installed = await Installed.with(manager);
  }, 300_000);
  afterAll(async () => {
    installed?.remove();
    await sandbox.close();
  });

  // What a program is made of differs by the files, which are the same whoever puts them there.
  const kinds = manager === "npm" ? Object.keys(programs) : ["typescript"];

  test.each(kinds)("a %s program goes up and is destroyed", { timeout: 120_000 }, async (kind) => {
    const workspace = await openWorkspace({ project: installed.program(kind, programs[kind] ?? {}) });
    await workspace.setConfig("drone:server", sandbox.url);
    await workspace.setConfig("drone:token", "octo-token", { secret: true });
    const up = await workspace.up();
    expect(up.ok, up.output).toBe(true);
    expect(up.changes).toEqual({ create: 4 });
    expect(up.stackOutputs).toEqual({ login: "bob" });
    const destroyed = await workspace.destroy();
    expect(destroyed.ok, destroyed.output).toBe(true);
    expect(sandbox.world.user("bob") ?? sandbox.world.repo("octo/demo")).toBeUndefined();
    await workspace.close();
  });

  if (manager === "npm")
    test("its types hold in a strict program that checks libraries too", () => {
      const folder = installed.program("types", {
        "index.ts": `import * as drone from "pulumi-drone";
import { DroneClient } from "pulumi-drone/client";
import { startSandbox } from "pulumi-drone/sandbox";
${body}
const badge: string | undefined = (await (await new DroneClient({ server: "http://127.0.0.1" }).repos.find("o/n"))?.slug);
void startSandbox;
// @ts-expect-error: a secret needs a name
new drone.GlobalSecret("wrong", { value: "v" });
// @ts-expect-error: there is no such event
new drone.GlobalSecret("wrong", { name: "N", value: "v", events: ["merge"] });
export { badge, user };`,
        "tsconfig.json": JSON.stringify({
          compilerOptions: {
            target: "es2022",
            module: "nodenext",
            strict: true,
            noEmit: true,
            types: ["node"],
          },
        }),
        "package.json": manifest({ type: "module" }),
      });
      const tsc = join(installed.folder, "node_modules/typescript/bin/tsc");
      const check = () => execFileSync(process.execPath, [tsc, "-p", folder], { encoding: "utf8" });
      expect(errorOf(check)).toBe("");
    });

  test("its command runs", () => {
    const command = join(installed.folder, "node_modules/.bin/pulumi-drone");
    expect(execFileSync(command, ["--help"], { encoding: "utf8" })).toContain("sandbox");
  });
});

/** What tsc complains about, leaving out other packages: Pulumi's own types do not hold with all others'. */
function errorOf(check: () => string): string {
  try {
    return check();
  } catch (error) {
    const lines = (error as { stdout: string }).stdout.split("\n");
    return lines
      .filter((line) => /^\S.*error TS/.test(line) && !/node_modules\/(?!.*pulumi-drone)/.test(line))
      .join("\n");
  }
}
