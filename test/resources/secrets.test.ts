import { globalSecret } from "../../src/resources/global-secret";
import { repoSecret } from "../../src/resources/repo-secret";
import { teamSecret } from "../../src/resources/team-secret";
import { contract, type Subject } from "../contract";
import type { TestServer } from "../servers";

type Meddling = Pick<Subject<object, never>, "byHand" | "changes">;

/** A secret named PASSWORD, wherever it is kept. */
function secretsAt(route: string): Meddling {
  const asDeclared = {
    name: "PASSWORD",
    value: "s3cret",
    image: ["plugins/docker"],
    event: ["push"],
    conceal: true,
  };
  const save = (changed: object) => (server: TestServer) =>
    server.byHand("POST", route, { ...asDeclared, ...changed });
  return {
    changes: {
      value: "another s3cret",
      images: ["plugins/*", "alpine"],
      events: ["tag", "pull_request"],
      skipVerify: true,
      conceal: false,
    },
    byHand: {
      look: async (server) =>
        ((await server.byHand("GET", route)) as { name: string }[] | null)?.find(
          ({ name }) => name === "PASSWORD",
        ),
      make: save({ image: ["*"], event: ["pull_request"], skip_verify: true }),
      forge: save({ value: "somebody else's" }),
      remove: (server) => server.byHand("DELETE", `${route}/PASSWORD`),
      drift: {
        images: save({ image: ["*"] }),
        events: save({ event: ["pull_request"] }),
        skipVerify: save({ skip_verify: true }),
        conceal: save({ conceal: false }),
      },
    },
  };
}

const args = {
  name: "PASSWORD",
  value: "s3cret",
  images: ["plugins/docker"],
  events: ["push"],
  skipVerify: false,
  conceal: true,
};
const least = { name: "PASSWORD", value: "s3cret" };

contract({
  definition: repoSecret,
  args: { repo: "octo/demo", ...args },
  least: { repo: "octo/demo", ...least },
  id: "octo/demo/PASSWORD",
  otherKey: { repo: "octo/hello-world", name: "OTHER" },
  before: (server) => server.byHand("POST", "/api/repos/octo/demo"),
  after: (server) => server.byHand("DELETE", "/api/repos/octo/demo"),
  ...secretsAt("/api/repos/octo/demo/secrets"),
});

contract({
  definition: teamSecret,
  args: { team: "acme", ...args },
  least: { team: "acme", ...least },
  id: "acme/PASSWORD",
  otherKey: { team: "octo", name: "OTHER" },
  ...secretsAt("/api/teams/acme/secrets"),
});

contract({
  definition: globalSecret,
  args,
  least,
  id: "PASSWORD",
  otherKey: { name: "OTHER" },
  ...secretsAt("/api/global/secrets"),
});
