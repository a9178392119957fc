import { parseArgs } from "node:util";
import { StandIn } from "./stand-in";

const usage =
  "usage: tsx test/engine/main.ts preview|up|refresh|destroy|export --project FOLDER [--state FOLDER] [--stack NAME] [--config KEY=VALUE] [--secret KEY=VALUE]";

/** The stand-in by hand, to see what it does. The state is kept in `--state`. */
async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      project: { type: "string", default: "." },
      state: { type: "string", default: ".stand-in" },
      stack: { type: "string", default: "dev" },
      config: { type: "string", multiple: true, default: [] },
      secret: { type: "string", multiple: true, default: [] },
    },
  });
  const print = (line: string) => void process.stdout.write(`${line}\n`);
  const workspace = await StandIn.open({ ...values, print }, "asked for");
  for (const kind of ["config", "secret"] as const) {
    for (const setting of values[kind]) {
      const [key = "", ...rest] = setting.split("=");
      await workspace.setConfig(key, rest.join("="), { secret: kind === "secret" });
    }
  }
  switch (positionals[0]) {
    case "preview":
      return (await workspace.preview()).exitCode;
    case "up":
      return (await workspace.up()).exitCode;
    case "refresh":
      return (await workspace.refresh()).exitCode;
    case "destroy":
      return (await workspace.destroy()).exitCode;
    case "export":
      print(JSON.stringify(await workspace.exportState(), null, 2));
      return 0;
    default:
      print(usage);
      return 1;
  }
}

main().then((code) => {
  process.exitCode = code;
});
