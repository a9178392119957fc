import { cron } from "../../src/resources/cron";
import { contract } from "../contract";
import { activate, lookInList, removeRepo, type TestServer } from "../servers";

const CRON = "/api/repos/octo/demo/cron";
const patch = (json: object) => (server: TestServer) => server.byHand("PATCH", `${CRON}/nightly`, json);
const least = { repo: "octo/demo", name: "nightly", expr: "0 30 4 * * *", branch: "master" };

contract(cron, () => ({
  args: { ...least, target: "staging", disabled: true },
  least,
  id: "octo/demo/nightly",
  changes: { branch: "develop", target: "production", disabled: false },
  otherKey: { repo: "octo/hello-world", name: "weekly" },
  before: (server) => activate(server, "octo/demo"),
  after: (server) => removeRepo(server, "octo/demo"),
  byHand: {
    look: (server) => lookInList(server, CRON, { name: "nightly" }),
    make: (server) =>
      server.byHand("POST", CRON, { name: "nightly", expr: "0 30 4 * * *", branch: "develop" }),
    remove: (server) => server.byHand("DELETE", `${CRON}/nightly`),
    drift: {
      branch: patch({ branch: "hotfix" }),
      target: patch({ target: "somewhere" }),
      disabled: patch({ disabled: false }),
    },
  },
}));
