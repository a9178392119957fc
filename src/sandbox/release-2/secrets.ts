import { Answer } from "../answer";
import { flag, pointer, type Struct, text } from "../go/struct";
import type { WritableObject } from "../go/write-json";
import type { SecretRow } from "../rows";
import { bytewise, type Table } from "../table";
import { done, duplicate, json, noRow, refusal } from "./answers";
import { bodyAs } from "./body";
import type { Call, OwnCall, UserCall } from "./call";

interface NewSecret {
  name: string;
  type: string;
  data: string;
  pullRequest: boolean;
  pullRequestPush: boolean;
}

const newSecret: Struct<NewSecret> = {
  goName: "secrets.secretInput",
  fields: {
    name: text("name", "Name"),
    type: text("type", "Type"),
    data: text("data", "Data"),
    pullRequest: flag("pull_request", "PullRequest"),
    pullRequestPush: flag("pull_request_push", "PullRequestPush"),
  },
};

interface Patch {
  data?: string;
  pullRequest?: boolean;
  pullRequestPush?: boolean;
}

const patchBody: Struct<Patch> = {
  goName: "secrets.secretUpdate",
  fields: {
    data: pointer(text("data", "Data")),
    pullRequest: pointer(flag("pull_request", "PullRequest")),
    pullRequestPush: pointer(flag("pull_request_push", "PullRequestPush")),
  },
};

/** One scope of secrets: a repository, whose secrets mind the case, or a namespace, whose secrets do not. */
interface Scope {
  table: Table<SecretRow>;
  of: SecretRow["of"];
  /** What SQLite compares names by. */
  key(name: string): string;
  taken: Answer;
}

const lower = (name: string): string => name.toLowerCase();

const ofRepo = ({ repo, world }: OwnCall): Scope => ({
  table: world.repoSecrets,
  of: repo.id,
  key: (name) => name,
  taken: duplicate("secrets", "secret_repo_id", "secret_name"),
});

const ofNamespace = ({ params, world }: Call): Scope => ({
  table: world.teamSecrets,
  of: params.namespace,
  key: lower,
  taken: duplicate("orgsecrets", "secret_namespace", "secret_name"),
});

export const listOfRepo = (call: OwnCall): Answer => list(ofRepo(call));
export const createInRepo = (call: OwnCall): Answer => create(call, ofRepo(call));
export const findInRepo = (call: OwnCall): Answer => find(ofRepo(call), call.params.secret);
export const updateInRepo = (call: OwnCall): Answer => update(call, ofRepo(call));
export const removeFromRepo = (call: OwnCall): Answer => remove(ofRepo(call), call.params.secret);

export const listAll = ({ world }: Call): Answer =>
  json(sorted(world.teamSecrets.rows, lower).map(secretJson));
export const listOfNamespace = (call: UserCall): Answer => list(ofNamespace(call));
export const createInNamespace = (call: UserCall): Answer => create(call, ofNamespace(call));
export const findInNamespace = (call: UserCall): Answer => find(ofNamespace(call), call.params.secret);
export const updateInNamespace = (call: UserCall): Answer => update(call, ofNamespace(call));
export const removeFromNamespace = (call: UserCall): Answer => remove(ofNamespace(call), call.params.secret);

const secretJson = (secret: SecretRow): WritableObject => ({
  id: secret.id,
  ...(typeof secret.of === "number" ? { repo_id: secret.of } : { namespace: secret.of }),
  name: secret.name,
  pull_request: secret.pullRequest || undefined,
  pull_request_push: secret.pullRequestPush || undefined,
});

const list = (scope: Scope): Answer => json(sorted(all(scope), scope.key).map(secretJson));

const all = ({ key, of, table }: Scope): SecretRow[] =>
  table.filter((secret) => key(String(secret.of)) === key(String(of)));

const sorted = (secrets: readonly SecretRow[], key: Scope["key"]): SecretRow[] =>
  [...secrets].sort((one, other) => bytewise(key(one.name), key(other.name)));

function create({ request }: Call, scope: Scope): Answer {
  const given = bodyAs(newSecret, request);
  if (given instanceof Answer) return given;
  const { type: _, data, ...rest } = given;
  const wrong = whatIsWrong(rest.name, data);
  if (wrong) return refusal(400, wrong);
  if (named(scope, rest.name)) return scope.taken;
  const legacy = { images: [], events: [], skipVerify: false, conceal: false };
  return json(secretJson(scope.table.insert({ ...legacy, ...rest, value: data, of: scope.of })));
}

function find(scope: Scope, name: string): Answer {
  const secret = named(scope, name);
  return secret ? json(secretJson(secret)) : noRow;
}

/** Only what is given changes; a name is not looked at. */
function update({ params, request }: Call, scope: Scope): Answer {
  const patch = bodyAs(patchBody, request);
  if (patch instanceof Answer) return patch;
  const secret = named(scope, params.secret);
  if (!secret) return noRow;
  const value = patch.data ?? secret.value;
  const wrong = whatIsWrong(secret.name, value);
  if (wrong) return refusal(400, wrong);
  const pullRequest = patch.pullRequest ?? secret.pullRequest;
  const pullRequestPush = patch.pullRequestPush ?? secret.pullRequestPush;
  return json(secretJson(Object.assign(secret, { value, pullRequest, pullRequestPush })));
}

function remove(scope: Scope, name: string): Answer {
  const secret = named(scope, name);
  if (!secret) return noRow;
  scope.table.delete(secret);
  return done;
}

const named = (scope: Scope, name: string): SecretRow | undefined =>
  all(scope).find((secret) => scope.key(secret.name) === scope.key(name));

function whatIsWrong(name: string, value: string): string | undefined {
  if (name === "") return "Invalid Secret Name";
  if (value === "") return "Invalid Secret Value";
  return /[^a-zA-Z0-9-_.]/.test(name) ? "Invalid Secret Name" : undefined;
}
