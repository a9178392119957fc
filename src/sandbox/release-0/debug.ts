import { Answer, html, text } from "../answer";
import type { Call } from "./call";

/** Go's profiles. The bodies are stand-ins of the right kind: there is no Go here to be looked into. */
const names = ["block", "cmdline", "goroutine", "heap", "profile", "symbol", "threadcreate", "trace"];

export const index = (): Answer =>
  html(`<html>
<head>
<title>/debug/pprof/</title>
</head>
<body>
/debug/pprof/
<table>
${names.map((name) => `<tr><td>0</td><td><a href='${name}?debug=1'>${name}</a></td></tr>`).join("\n")}
</table>
</body>
</html>
`);

export const heap = named("heap", "heap profile: 0: 0 [0: 0] @ heap/1048576\n");
export const goroutine = named("goroutine", "goroutine profile: total 0\n");
export const block = named("block", "--- contention:\ncycles/second=1000000000\n");
export const threadCreate = named("threadcreate", "threadcreate profile: total 0\n");
export const profile = (): Answer => download("profile", emptyProfile);
export const trace = (): Answer => download("trace", Buffer.from("go 1.26 trace\0\0\0"));
export const cmdline = (): Answer => text(200, "drone\0server");
export const symbol = (): Answer => text(200, "num_symbols: 1\n");

/** A profile with nothing in it, gzipped. */
const emptyProfile = Buffer.from("H4sIAAAAAAAAAwMAAAAAAAAAAAA=", "base64");

function named(name: string, asText: string): (call: Call) => Answer {
  return ({ request }) => {
    const debug = Number(request.query.values.get("debug")?.[0]);
    return debug > 0 ? text(200, asText) : download(name, emptyProfile);
  };
}

const download = (name: string, body: Buffer): Answer =>
  new Answer(200, body, {
    "Content-Disposition": `attachment; filename="${name}"`,
    "Content-Type": "application/octet-stream",
  });
