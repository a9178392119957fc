import type * as pulumi from "@pulumi/pulumi";
import type { Secret } from "../client";
import type { Definition } from "../lifecycle/definition";
import { splitId } from "../lifecycle/id";
import { registration, resourceWith } from "../lifecycle/resource";
import { type SecretArgs, type SecretOutputs, secretInputs, secretVerbs } from "./secret";

/** Inputs of a {@link GlobalSecret}. */
export interface GlobalSecretArgs extends SecretArgs {}

type Args = pulumi.Unwrap<GlobalSecretArgs>;

export const globalSecret: Definition<Args, Secret> = {
  type: "GlobalSecret",
  needs: "global secrets",
  inputs: secretInputs,
  id: ({ name }) => name,
  key: (id) => ({ name: splitId(id, "SECRET")[0] }),
  ...secretVerbs<Args>(({ drone }) => drone.secrets.global()),
};

/**
 * A secret that the pipelines of every repository can use. Needs an administrator of Drone. `/api/global/secrets`,
 * Drone 0.5.
 *
 * Creating one that exists fails unless `adopt` is set; so does creating or changing one without `value`.
 *
 * @example
 * new drone.GlobalSecret("mirror", { name: "MIRROR_TOKEN", value: config.requireSecret("mirrorToken") });
 */
export class GlobalSecret extends resourceWith<SecretOutputs>() {
  constructor(name: string, args: GlobalSecretArgs, opts?: pulumi.CustomResourceOptions) {
    super(...registration(globalSecret, name, args, opts));
  }

  /** Looks up a secret that is there already, without managing it. `id` is its name. */
  static get(name: string, id: pulumi.Input<string>, opts?: pulumi.CustomResourceOptions): GlobalSecret {
    return new GlobalSecret(name, {} as GlobalSecretArgs, { ...opts, id });
  }
}
