import { Answer, json, text } from "../answer";
import { flag, integer, type Struct, text as textField, texts } from "../go/struct";
import type { Call, OwnCall } from "../release-0/call";
import { bind } from "../request";
import type { SecretRow } from "../rows";
import type { Table } from "../table";

type Given = "name" | "value" | "images" | "events" | "skipVerify" | "conceal";

interface SecretBody extends Pick<SecretRow, Given> {
  id: number | bigint;
}

const secretBody = (goName: string): Struct<SecretBody> => ({
  goName,
  fields: {
    id: integer("id", "ID"),
    name: textField("name", "Name"),
    value: textField("value", "Value"),
    images: texts("image", "Images"),
    events: texts("event", "Events"),
    skipVerify: flag("skip_verify", "SkipVerify"),
    conceal: flag("conceal", "Conceal"),
  },
});

/** The team under whose name global secrets are kept: they can be had as secrets of that team, too. */
const everybody = "__global__";

export const listOfRepo = ({ repo, world }: OwnCall): Answer => list(world.repoSecrets, repo.id);
export const saveInRepo = (call: OwnCall): Answer => save(call, call.world.repoSecrets, call.repo.id);
export const removeFromRepo = (call: OwnCall): Answer => remove(call, call.world.repoSecrets, call.repo.id);

export const listOfTeam = ({ params, world }: Call): Answer => list(world.teamSecrets, params.team);
export const saveInTeam = (call: Call): Answer => save(call, call.world.teamSecrets, call.params.team);
export const removeFromTeam = (call: Call): Answer => remove(call, call.world.teamSecrets, call.params.team);

export const listGlobal = ({ world }: Call): Answer => list(world.teamSecrets, everybody);
export const saveGlobal = (call: Call): Answer => save(call, call.world.teamSecrets, everybody);
export const removeGlobal = (call: Call): Answer => remove(call, call.world.teamSecrets, everybody);

function list(table: Table<SecretRow>, of: SecretRow["of"]): Answer {
  const secrets = table.filter((secret) => secret.of === of).map(secretJson);
  return json(secrets.length ? secrets : null);
}

const secretJson = (secret: SecretRow) => ({
  id: secret.id,
  name: secret.name,
  value: "",
  image: secret.images?.length ? secret.images : undefined,
  event: secret.events?.length ? secret.events : undefined,
  skip_verify: secret.skipVerify,
  conceal: secret.conceal,
});

/** Creates, or overwrites whole: what the body leaves out is reset, the value too. The id stays. */
function save({ request }: Call, table: Table<SecretRow>, of: SecretRow["of"]): Answer {
  const struct = secretBody(typeof of === "number" ? "model.RepoSecret" : "model.TeamSecret");
  const body = bind(request, struct, (why) => text(400, `Invalid JSON input. ${why}`));
  if (body instanceof Answer) return body;
  const { id: _, ...given } = body;
  const known = find(table, of, given.name);
  if (known) Object.assign(known, given);
  else table.insert({ ...given, of });
  return text(200);
}

function remove({ params }: Call, table: Table<SecretRow>, of: SecretRow["of"]): Answer {
  const secret = find(table, of, params.secret);
  if (!secret) return text(404, `Cannot find secret ${params.secret}.`);
  table.delete(secret);
  return text(200);
}

const find = (table: Table<SecretRow>, of: SecretRow["of"], name: string): SecretRow | undefined =>
  table.find((secret) => secret.of === of && secret.name === name);
