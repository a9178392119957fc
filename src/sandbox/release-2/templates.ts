import { Answer } from "../answer";
import { pointer, type Struct, text } from "../go/struct";
import type { WritableObject } from "../go/write-json";
import type { TemplateRow } from "../synced-rows";
import { bytewise } from "../table";
import type { World } from "../world";
import { done, duplicate, json, noRow, refusal } from "./answers";
import { bodyAs } from "./body";
import type { Call } from "./call";

interface NewTemplate {
  name: string;
  data: string;
}

const newTemplate: Struct<NewTemplate> = {
  goName: "template.templateInput",
  fields: { name: text("name", "Name"), data: text("data", "Data") },
};

interface Patch {
  data?: string;
  namespace?: string;
}

const patchBody: Struct<Patch> = {
  goName: "template.templateUpdate",
  fields: { data: pointer(text("data", "Data")), namespace: pointer(text("namespace", "Namespace")) },
};

const templateJson = (template: TemplateRow): WritableObject => ({
  id: template.id,
  name: template.name,
  namespace: template.namespace || undefined,
  data: template.data,
});

const taken = duplicate("templates", "template_name", "template_namespace");
const noData = refusal(400, "No Template Data Provided");

export const listAll = ({ world }: Call): Answer => json(sorted(world.templates.rows).map(templateJson));

export const list = ({ params, world }: Call): Answer =>
  json(
    sorted(world.templates.filter(({ namespace }) => same(namespace, params.namespace))).map(templateJson),
  );

const sorted = (templates: readonly TemplateRow[]): TemplateRow[] =>
  [...templates].sort((one, other) => bytewise(one.name, other.name));

export function create({ params, request, world }: Call): Answer {
  const given = bodyAs(newTemplate, request);
  if (given instanceof Answer) return given;
  if (!/\.(yml|yaml|star|starlark|script|jsonnet)$/.test(given.name)) {
    return refusal(400, "Template extension invalid. Must be yaml, starlark or jsonnet");
  }
  if (given.data === "") return noData;
  if (isTaken(world, given.name, params.namespace)) return taken;
  return json(templateJson(world.templates.insert({ ...given, namespace: params.namespace })));
}

export function find(call: Call): Answer {
  const template = named(call);
  return template ? json(templateJson(template)) : noRow;
}

/** A namespace moves it; a name is not looked at. */
export function update(call: Call): Answer {
  const patch = bodyAs(patchBody, call.request);
  if (patch instanceof Answer) return patch;
  const template = named(call);
  if (!template) return noRow;
  const { data = template.data, namespace = template.namespace } = patch;
  if (data === "") return noData;
  if (isTaken(call.world, template.name, namespace, template)) return taken;
  return json(templateJson(Object.assign(template, { data, namespace })));
}

export function remove(call: Call): Answer {
  const template = named(call);
  if (!template) return noRow;
  call.world.templates.delete(template);
  return done;
}

/** Case counts in the name, not in the namespace, and in neither where it must be unique. */
const named = ({ params, world }: Call): TemplateRow | undefined =>
  world.templates.find(({ name, namespace }) => name === params.name && same(namespace, params.namespace));

const isTaken = (world: World, name: string, namespace: string, but?: TemplateRow): boolean =>
  world.templates.rows.some(
    (other) => other !== but && same(other.name, name) && same(other.namespace, namespace),
  );

const same = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();
