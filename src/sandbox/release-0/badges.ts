import { Answer, empty } from "../answer";
import type { BuildRow, RepoRow, Status } from "../rows";
import { lastPush, newestFirst } from "./builds";
import type { Call } from "./call";

/** Anybody may see the badge of any activated repository, of a private one too. */
export function status({ params, request, world }: Call): Answer {
  const repo = world.repo(`${params.owner}/${params.name}`);
  if (!repo) return empty(404);
  const branch = request.query.values.get("branch")?.[0] || repo.branch;
  const build = lastPush(world, repo, branch);
  return new Answer(200, badge(build?.status), { "Content-Type": "image/svg+xml" });
}

export function ccMenu({ params, request, world }: Call): Answer {
  const repo = world.repo(`${params.owner}/${params.name}`);
  const build = world.builds.filter((each) => each.repoId === repo?.id).sort(newestFirst)[0];
  if (!repo || !build) return empty(404);
  const link = `${request.base}/${repo.fullName}/${build.number}`;
  return new Answer(200, projects(repo, build, link), { "Content-Type": "application/xml; charset=utf-8" });
}

function projects(repo: RepoRow, build: BuildRow, link: string): string {
  const open = build.status === "pending" || build.status === "running";
  const words: Partial<Record<Status, string>> = {
    error: "Exception",
    killed: "Exception",
    success: "Success",
    failure: "Failure",
  };
  const attributes = {
    name: repo.fullName,
    activity: open ? "Building" : "Sleeping",
    lastBuildStatus: words[build.status] ?? "Unknown",
    lastBuildLabel: open ? "Unknown" : String(build.number),
    lastBuildTime: open ? "" : new Date(build.started * 1000).toISOString().replace(".000Z", "Z"),
    webUrl: link,
  };
  const written = Object.entries(attributes).map(([name, value]) => ` ${name}="${attribute(value)}"`);
  return `<Projects><Project${written.join("")}></Project></Projects>`;
}

const attribute = (value: string): string =>
  value.replace(/[<>&"']/g, (letter) => `&#${letter.charCodeAt(0)};`);

export function badge(of: Status | undefined): string {
  switch (of) {
    case "success":
      return draw("success", 54, "#4c1");
    case "failure":
      return draw("failure", 46, "#e05d44");
    case "error":
    case "killed":
      return draw("error", 39, "#9f9f9f");
    case "pending":
    case "running":
      return draw("started", 50, "#dfb317");
    default:
      return draw("none", 38, "#9f9f9f");
  }
}

function draw(word: string, width: number, color: string): string {
  const whole = 37 + width;
  const middle = 36 + width / 2;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${whole}" height="20">`,
    '<linearGradient id="a" x2="0" y2="100%"><stop offset="0" stop-color="#bbb" stop-opacity=".1"/>',
    '<stop offset="1" stop-opacity=".1"/></linearGradient>',
    `<rect rx="3" width="${whole}" height="20" fill="#555"/>`,
    `<rect rx="3" x="37" width="${width}" height="20" fill="${color}"/>`,
    `<path fill="${color}" d="M37 0h4v20h-4z"/>`,
    `<rect rx="3" width="${whole}" height="20" fill="url(#a)"/>`,
    '<g fill="#fff" text-anchor="middle" font-family="DejaVu Sans,Verdana,Geneva,sans-serif" font-size="11">',
    '<text x="19.5" y="15" fill="#010101" fill-opacity=".3">build</text><text x="19.5" y="14">build</text>',
    `<text x="${middle}" y="15" fill="#010101" fill-opacity=".3">${word}</text>`,
    `<text x="${middle}" y="14">${word}</text></g></svg>`,
  ].join("");
}
