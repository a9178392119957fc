import { Answer, json, text } from "../answer";
import { type Field, integer, type Struct, text as textField, texts } from "../go/struct";
import { bind, type Request } from "../request";
import type { SecretRow } from "../rows";
import type { OwnCall } from "./call";

/** Secrets of Drone 0.7 and 0.8. */

interface SecretBody extends Pick<SecretRow, "name" | "value" | "images" | "events"> {
  id: number | bigint;
}

/** A list that is left out is not the same as an empty one. */
const list = (key: string, goName: string): Field<string[] | null> => ({
  ...texts(key, goName),
  zero: () => null,
});

const secretBody: Struct<SecretBody> = {
  goName: "model.Secret",
  fields: {
    id: integer("id", "ID"),
    name: textField("name", "Name"),
    value: textField("value", "Value"),
    images: list("image", "Images"),
    events: list("event", "Events"),
  },
};

const secretJson = ({ id, name, images, events }: SecretRow) => ({ id, name, image: images, event: events });

export const all = ({ repo, world }: OwnCall): Answer =>
  json(world.repoSecrets.filter((secret) => secret.of === repo.id).map(secretJson));

export function find(call: OwnCall): Answer {
  const secret = named(call);
  return secret ? json(secretJson(secret)) : notFound(call);
}

/** A name that is there is an error, not an update. */
export function create({ repo, request, world }: OwnCall): Answer {
  const body = read(request);
  if (body instanceof Answer) return body;
  const { name, value, images, events } = body;
  if (name === "") return text(400, "Error inserting secret. Invalid Secret Name");
  if (value === "") return text(400, "Error inserting secret. Invalid Secret Value");
  if (world.repoSecrets.find((secret) => secret.of === repo.id && secret.name === name)) {
    const columns = "secrets.secret_name, secrets.secret_repo_id";
    const why = `meddler.Insert: DB error in Exec: UNIQUE constraint failed: ${columns}`;
    return text(500, `Error inserting secret ${JSON.stringify(name)}. ${why}`);
  }
  const secret = { of: repo.id, name, value, images, events, skipVerify: false, conceal: false };
  return json(secretJson(world.repoSecrets.insert(secret)));
}

/** What is empty is not applied: lists cannot be cleared. */
export function update(call: OwnCall): Answer {
  const body = read(call.request);
  if (body instanceof Answer) return body;
  const secret = named(call);
  if (!secret) return notFound(call);
  secret.value = body.value || secret.value;
  if (body.events?.length) secret.events = body.events;
  if (body.images?.length) secret.images = body.images;
  return json(secretJson(secret));
}

export function remove(call: OwnCall): Answer {
  const secret = named(call);
  if (!secret) {
    return text(500, `Error deleting secret ${JSON.stringify(call.params.secret)}. ${noRows}`);
  }
  call.world.repoSecrets.delete(secret);
  return text(204);
}

const read = (request: Request): SecretBody | Answer =>
  bind(request, secretBody, (why) => text(400, `Error parsing secret. ${why}`));

const named = ({ params, repo, world }: OwnCall): SecretRow | undefined =>
  world.repoSecrets.find((secret) => secret.of === repo.id && secret.name === params.secret);

const notFound = ({ params }: OwnCall): Answer =>
  text(404, `Error getting secret ${JSON.stringify(params.secret)}. ${noRows}`);

const noRows = "sql: no rows in result set";
