import { user } from "../../src/resources/user";
import { contract } from "../contract";

contract({
  definition: user,
  args: { login: "bob", email: "bob@example.com", avatarUrl: "https://example.com/bob.png", active: false },
  least: { login: "bob" },
  id: "bob",
  changes: { active: true },
  otherKey: { login: "eve" },
  byHand: {
    look: async (server) =>
      ((await server.byHand("GET", "/api/users")) as { login: string }[]).find(
        ({ login }) => login === "bob",
      ),
    make: (server) =>
      server.byHand("POST", "/api/users", {
        login: "bob",
        email: "bob@example.com",
        avatar_url: "https://example.com/bob.png",
      }),
    remove: (server) => server.byHand("DELETE", "/api/users/bob"),
    drift: { active: (server) => server.byHand("PATCH", "/api/users/bob", { active: true }) },
  },
});
