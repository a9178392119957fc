import { registry } from "../../src/resources/registry";
import { contract } from "../contract";
import { activate, lookInList, removeRepo, type TestServer } from "../servers";

const route = "/api/repos/octo/demo/registry";
const at = `${route}/registry.example.com:5000`;
const patch = (json: object) => (server: TestServer) => server.byHand("PATCH", at, json);
const least = {
  repo: "octo/demo",
  address: "registry.example.com:5000",
  username: "octo",
  password: "s3cret",
};
const declared = { email: "octo@example.com", token: "t0ken" };

contract(registry, () => ({
  args: { ...least, ...declared },
  least,
  id: "octo/demo/registry.example.com:5000",
  changes: { username: "robot", password: "another", email: "robot@example.com", token: "an0ther" },
  otherKey: { repo: "octo/hello-world", address: "docker.io" },
  before: (server) => activate(server, "octo/demo"),
  after: (server) => removeRepo(server, "octo/demo"),
  byHand: {
    look: (server) => lookInList(server, route, { address: least.address }),
    make: (server) => server.byHand("POST", route, { ...least, username: "somebody" }),
    forge: (server) => server.byHand("POST", route, { ...least, ...declared, password: "somebody else's" }),
    remove: (server) => server.byHand("DELETE", at),
    drift: {
      username: patch({ username: "somebody" }),
      email: patch({ email: "somebody@example.com" }),
      token: patch({ token: "somebody's" }),
    },
  },
}));
