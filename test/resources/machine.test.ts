import { user } from "../../src/resources/user";
import { contract } from "../contract";
import { lookInList } from "../servers";

// A user that is a machine, where Drone has such.
const machine: typeof user = { ...user, needs: "machine users" };

contract(machine, () => ({
  args: { login: "bot", machine: true, active: true, tokenVersion: 1 },
  changes: { active: false, tokenVersion: 2 },
  elsewhere: ["admin", "token", "transferRepositories"],
  least: { login: "bot", machine: true },
  id: "bot",
  otherKey: { login: "robot" },
  byHand: {
    look: (server) => lookInList(server, "/api/users", { login: "bot" }),
    make: (server) => server.byHand("POST", "/api/users", { login: "bot", machine: true }),
    remove: (server) => server.byHand("DELETE", "/api/users/bot"),
    drift: { active: (server) => server.byHand("PATCH", "/api/users/bot", { active: false }) },
  },
}));
