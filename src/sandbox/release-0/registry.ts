import { Answer, json, text } from "../answer";
import { integer, type Struct, text as textField } from "../go/struct";
import { bind, type Request } from "../request";
import type { RegistryRow } from "../rows";
import type { OwnCall } from "./call";

/** Credentials for registries, in Drone 0.7 and 0.8. */

interface RegistryBody extends Omit<RegistryRow, "id" | "repoId"> {
  id: number | bigint;
}

const registryBody: Struct<RegistryBody> = {
  goName: "model.Registry",
  fields: {
    id: integer("id", "ID"),
    address: textField("address", "Address"),
    username: textField("username", "Username"),
    password: textField("password", "Password"),
    email: textField("email", "Email"),
    token: textField("token", "Token"),
  },
};

/** Hides the password, but not the token. */
const registryJson = ({ id, address, username, email, token }: RegistryBody) => ({
  id,
  address,
  username,
  password: "",
  email,
  token,
});

export const list = ({ repo, world }: OwnCall): Answer =>
  json(world.registries.filter((registry) => registry.repoId === repo.id).map(registryJson));

export function find(call: OwnCall): Answer {
  const registry = named(call);
  return registry ? json(registryJson(registry)) : notFound(call);
}

/** Answers with what was sent, so that the id is 0. */
export function create({ repo, request, world }: OwnCall): Answer {
  const body = read(request);
  if (body instanceof Answer) return body;
  const { address, username, password, email, token } = body;
  const missing =
    address === "" ? "Address" : username === "" ? "Username" : password === "" ? "Password" : "";
  if (missing) return text(400, `Error inserting registry. Invalid Registry ${missing}`);
  if (world.registries.find((registry) => registry.repoId === repo.id && registry.address === address)) {
    const columns = "registry.registry_addr, registry.registry_repo_id";
    const why = `meddler.Insert: DB error in Exec: UNIQUE constraint failed: ${columns}`;
    return text(500, `Error inserting registry ${JSON.stringify(address)}. ${why}`);
  }
  world.registries.insert({ repoId: repo.id, address, username, password, email, token });
  return json(registryJson(body));
}

/** Answers with what was sent, too: what was not sent looks empty, and is not. */
export function update(call: OwnCall): Answer {
  const body = read(call.request);
  if (body instanceof Answer) return body;
  const registry = named(call);
  if (!registry) return notFound(call);
  registry.username = body.username || registry.username;
  registry.password = body.password || registry.password;
  registry.email = body.email || registry.email;
  registry.token = body.token || registry.token;
  return json(registryJson(body));
}

export function remove(call: OwnCall): Answer {
  const registry = named(call);
  if (!registry) {
    return text(500, `Error deleting registry ${JSON.stringify(call.params.registry)}. ${noRows}`);
  }
  call.world.registries.delete(registry);
  return text(204);
}

const read = (request: Request): RegistryBody | Answer =>
  bind(request, registryBody, (why) => text(400, `Error parsing request. ${why}`));

const named = ({ params, repo, world }: OwnCall): RegistryRow | undefined =>
  world.registries.find((registry) => registry.repoId === repo.id && registry.address === params.registry);

const notFound = ({ params }: OwnCall): Answer =>
  text(404, `Error getting registry ${JSON.stringify(params.registry)}. ${noRows}`);

const noRows = "sql: no rows in result set";
