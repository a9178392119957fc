import * as pulumi from "@pulumi/pulumi";
import type { Definition, Inputs } from "./definition";

/** What every Drone resource tells once it is there. */
export interface Outputs {
  /** The server's own id of it. */
  readonly remoteId: pulumi.Output<number>;
}

type ResourceArguments = ConstructorParameters<typeof pulumi.CustomResource>;

/**
 * Pulumi's class for resources, known to have these outputs. Not a class of ours in between: its lines would stand in
 * each state and message where Pulumi names the line of the program.
 */
export const resourceWith = <More>() =>
  pulumi.CustomResource as unknown as Pick<typeof pulumi.CustomResource, "isInstance"> &
    (new (
      ...args: ResourceArguments
    ) => pulumi.CustomResource & Outputs & More);

/** What a resource's class hands to Pulumi. */
export function registration(
  definition: Pick<Definition<never, never>, "type" | "outputs" | "hidden"> & {
    inputs: Inputs;
  },
  name: string,
  args: object,
  opts: pulumi.CustomResourceOptions = {},
): ResourceArguments {
  const outputs = ["remoteId", ...Object.keys(definition.inputs), ...Object.keys(definition.outputs)];
  const secrets = Object.keys(definition.inputs).filter((input) => definition.inputs[input]?.hidden);
  const hidden = [...new Set([...secrets, ...(definition.hidden ?? [])])];
  const props: Record<string, unknown> = {
    // Pulumi gives a resource no output whose key it has not been shown here.
    ...Object.fromEntries(outputs.map((output) => [output, undefined])),
    ...args,
    __provider: handlerText(definition.type),
  };
  for (const secret of secrets) {
    if (props[secret] !== undefined) props[secret] = pulumi.secret(props[secret]);
  }
  const encrypted = hidden.length > 0 && {
    additionalSecretOutputs: [...hidden, ...(opts.additionalSecretOutputs ?? [])],
  };
  return [resourceType(definition.type), name, props, { ...opts, ...encrypted }];
}

/** The Pulumi type of a resource. States name it: fixed for ever. */
export const resourceType = (type: string): string => `pulumi-nodejs:dynamic/drone:${type}`;

/**
 * What Pulumi's dynamic provider evaluates to get at the lifecycle. `pulumi.dynamic.Resource` would write the code of
 * the whole provider here; this line writes where to find it, so the state stays small, holds no code that a release
 * would change, and refresh and destroy run what is installed. States hold it: fixed for ever.
 */
export const handlerText = (type: string): string =>
  `exports.handler=()=>require("pulumi-drone/provider").${type[0]?.toLowerCase()}${type.slice(1)}`;
