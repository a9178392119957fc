import { template } from "../../src/resources/template";
import { contract } from "../contract";
import { lookInList } from "../servers";

const route = "/api/templates/acme";
const args = { namespace: "acme", name: "node.yaml", data: "kind: pipeline\n" };

contract(template, () => ({
  args,
  least: args,
  id: "acme/node.yaml",
  changes: { data: "kind: pipeline\nname: ünï\n" },
  otherKey: { namespace: "octo", name: "go.star" },
  byHand: {
    look: (server) => lookInList(server, route, { name: "node.yaml" }),
    make: (server) => server.byHand("POST", route, { name: "node.yaml", data: "by hand" }),
    remove: (server) => server.byHand("DELETE", `${route}/node.yaml`),
    drift: {
      data: (server) => server.byHand("PATCH", `${route}/node.yaml`, { data: "x", namespace: "acme" }),
    },
  },
}));
