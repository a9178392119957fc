import { spawn } from "node:child_process";
import { once } from "node:events";
import { expect, test } from "vitest";

/** Runs the command as the program does, without the rest of the program. */
function run(...args: string[]) {
  const program =
    "new (require('commander').Command)().addCommand(require('./src/cli/sandbox').sandboxCommand()).parseAsync()";
  const child = spawn(process.execPath, ["--import", "tsx", "--eval", program, "--", "sandbox", ...args]);
  let [stdout, stderr] = ["", ""];
  child.stdout.on("data", (data) => {
    stdout += data;
  });
  child.stderr.on("data", (data) => {
    stderr += data;
  });
  const ended = once(child, "close").then(([code]) => ({ code, stdout, stderr }));
  return { child, ended };
}

test.each(["SIGINT", "SIGTERM"] as const)(
  "it says how to reach it, and ends with 0 on %s",
  async (signal) => {
    const { child, ended } = run("--release", "0.5", "--port", "0", "--seed", "recorded");
    const [said] = await once(child.stdout, "data");
    const url = /^export DRONE_SERVER=(http:\/\/127\.0\.0\.1:\d+)$/m.exec(String(said))?.[1];
    expect(String(said)).toContain("\nexport DRONE_TOKEN=octo-token   # octo, admin\n");
    const answer = await fetch(`${url}/api/user`, { headers: { Authorization: "octo-token" } });
    expect(answer.status).toBe(200);
    await answer.text();
    child.kill(signal);
    expect(await ended).toMatchObject({ code: 0, stderr: "" });
  },
);

test.each([
  [["--release", "0.4"], 'error: The sandbox has no release "0.4". It has: 0.5, 0.7, 0.8'],
  [["--seed", "full"], 'error: The sandbox has no seed "full". It has: recorded, empty.'],
  [["--port", "http"], "error: --port http: not a port."],
  [["--port", "65536"], "error: --port 65536: not a port."],
])("%j is an error with code 2", async (args, words) => {
  const { code, stdout, stderr } = await run(...args).ended;
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  expect(stderr).toContain(words);
});
