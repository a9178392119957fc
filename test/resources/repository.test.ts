import { repository } from "../../src/resources/repository";
import { contract } from "../contract";
import type { TestServer } from "../servers";

const REPO = "/api/repos/octo/demo";
const patch = (json: object) => (server: TestServer) => server.byHand("PATCH", REPO, json);

contract({
  definition: repository,
  args: {
    owner: "octo",
    name: "demo",
    trusted: true,
    timeout: 30,
    allowPullRequests: false,
    allowPush: false,
    allowDeploy: true,
    allowTag: true,
    onDestroy: "remove",
  },
  least: { owner: "octo", name: "demo" },
  id: "octo/demo",
  changes: {
    trusted: false,
    timeout: 90,
    allowPullRequests: true,
    allowPush: true,
    allowDeploy: false,
    allowTag: false,
    onDestroy: "keep",
  },
  otherKey: { owner: "acme", name: "hello-world" },
  byHand: {
    look: async (server) =>
      ((await server.byHand("GET", "/api/user/repos")) as { full_name: string }[] | null)?.find(
        ({ full_name }) => full_name === "octo/demo",
      ),
    make: (server) => server.byHand("POST", REPO),
    remove: (server) => server.byHand("DELETE", REPO),
    drift: {
      trusted: patch({ trusted: false }),
      timeout: patch({ timeout: 5 }),
      allowPullRequests: patch({ allow_pr: true }),
      allowPush: patch({ allow_push: true }),
      allowDeploy: patch({ allow_deploy: false }),
      allowTag: patch({ allow_tag: false }),
    },
  },
});
