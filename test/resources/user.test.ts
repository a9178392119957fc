import { user } from "../../src/resources/user";
import { contract } from "../contract";
import { isModern, lookInList, type TestServer } from "../servers";

type Meddle = (server: TestServer) => Promise<unknown>;

contract(user, (release) => ({
  ...(isModern({ release })
    ? {
        args: { login: "bob", admin: true, transferRepositories: false },
        changes: { admin: false, transferRepositories: true },
        elsewhere: ["active", "machine", "token", "tokenVersion"],
      }
    : {
        args: {
          login: "bob",
          email: "bob@example.com",
          avatarUrl: "https://example.com/bob.png",
          active: false,
          transferRepositories: false,
        },
        changes: { active: true, transferRepositories: true },
      }),
  least: { login: "bob" },
  id: "bob",
  otherKey: { login: "eve" },
  byHand: {
    look: (server) => lookInList(server, "/api/users", { login: "bob" }),
    make: (server) =>
      server.byHand("POST", "/api/users", {
        login: "bob",
        email: "bob@example.com",
        avatar_url: "https://example.com/bob.png",
      }),
    remove: (server) => server.byHand("DELETE", "/api/users/bob"),
    drift: (isModern({ release })
      ? { admin: (server) => server.byHand("PATCH", "/api/users/bob", { admin: false }) }
      : { active: (server) => server.byHand("PATCH", "/api/users/bob", { active: true }) }) as Record<
      string,
      Meddle
    >,
  },
}));
