import type * as pulumi from "@pulumi/pulumi";
import type { Template as RemoteTemplate } from "../client";
import { type Definition, local, replaces, updates } from "../lifecycle/definition";
import { splitId } from "../lifecycle/id";
import { registration, resourceWith } from "../lifecycle/resource";
import { flag, name, type Shape, text } from "../lifecycle/shape";

/** Inputs of a {@link Template}. */
export interface TemplateArgs {
  /** User or organization whose pipelines can use it. Changing it replaces the template. */
  namespace: pulumi.Input<string>;
  /**
   * Its name, whose extension says what it is: `.yml`, `.yaml`, `.star`, `.starlark`, `.script` or `.jsonnet`. Changing it replaces the
   * template.
   */
  name: pulumi.Input<string>;
  /** The template itself. Drone does not look whether it makes sense. */
  data: pulumi.Input<string>;
  /**
   * Take over a template of this name that exists already; otherwise that is an error. Counts only at creation.
   * @default false
   */
  adopt?: pulumi.Input<boolean>;
}

/** What a {@link Template} tells once it is there. */
export interface TemplateOutputs {
  readonly namespace: pulumi.Output<string>;
  readonly name: pulumi.Output<string>;
  readonly data: pulumi.Output<string>;
}

type Args = pulumi.Unwrap<TemplateArgs>;

const EXTENSIONS = [".yml", ".yaml", ".star", ".starlark", ".script", ".jsonnet"];

const templateName: Shape = (value) =>
  name(value) ??
  (EXTENSIONS.some((extension) => (value as string).endsWith(extension))
    ? undefined
    : `must end with ${EXTENSIONS.join(", ")}, not be "${value}"`);

export const template: Definition<Args, RemoteTemplate> = {
  type: "Template",
  needs: "templates",
  inputs: {
    namespace: replaces(name),
    name: replaces(templateName),
    data: updates(text, { required: true }),
    adopt: local(flag),
  },
  outputs: { data: ({ data }) => data },
  identity: ({ id }) => id,
  id: ({ namespace, name }) => `${namespace}/${name}`,
  key: (id) => {
    const [namespace, name] = splitId(id, "namespace/name.yaml");
    return { namespace, name };
  },
  // No two names of a namespace may differ by case alone, though each is only found as it is written.
  withoutCase: "templates",
  find: async ({ drone }, args) => {
    const there = await drone.templates.list(args.namespace);
    const found = there.find(({ name }) => name.toLowerCase() === args.name.toLowerCase());
    if (!found || found.name === args.name) return found;
    throw new Error(
      `${args.namespace} has the template ${found.name}, and Drone takes no ${args.name} beside it. Write it so.`,
    );
  },
  gone: "by its list",

  create: ({ drone }, { namespace, name, data }) => drone.templates.create(namespace, { name, data }),
  update: ({ drone }, { namespace, name, data }) => drone.templates.update(namespace, name, { data }),
  delete: ({ drone }, { namespace, name }) => drone.templates.delete(namespace, name),
};

/**
 * A pipeline template. Needs an administrator of Drone, or of the namespace in the SCM (GitHub). `/api/templates/:namespace`,
 * Drone 2.1+.
 *
 * Creating one that exists fails unless `adopt` is set.
 *
 * @example
 * new drone.Template("node", { namespace: "acme", name: "node.yaml", data: readFileSync("node.yaml", "utf8") });
 */
export class Template extends resourceWith<TemplateOutputs>() {
  constructor(name: string, args: TemplateArgs, opts?: pulumi.CustomResourceOptions) {
    super(...registration(template, name, args, opts));
  }

  /** Looks up a template that is there already, without managing it. `id` is `namespace/name.yaml`. */
  static get(name: string, id: pulumi.Input<string>, opts?: pulumi.CustomResourceOptions): Template {
    return new Template(name, {} as TemplateArgs, { ...opts, id });
  }
}
