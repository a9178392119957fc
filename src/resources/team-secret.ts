import type * as pulumi from "@pulumi/pulumi";
import type { Secret } from "../client";
import { type Definition, replaces } from "../lifecycle/definition";
import { splitId } from "../lifecycle/id";
import { registration, resourceWith } from "../lifecycle/resource";
import { name } from "../lifecycle/shape";
import { type SecretArgs, type SecretOutputs, secretInputs, secretVerbs } from "./secret";

/** Inputs of a {@link TeamSecret}. */
export interface TeamSecretArgs extends SecretArgs {
  /**
   * Team whose repositories get the secret: the `owner` in their `owner/name`. Drone does not ask the SCM whether
   * there is such a team. Changing it replaces the secret.
   */
  team: pulumi.Input<string>;
}

type Args = pulumi.Unwrap<TeamSecretArgs>;

export const teamSecret: Definition<Args, Secret> = {
  type: "TeamSecret",
  needs: "team secrets",
  inputs: { team: replaces(name), ...secretInputs },
  id: ({ team, name }) => `${team}/${name}`,
  key: (id) => {
    const [team, name] = splitId(id, "team/SECRET");
    return { team, name };
  },
  withoutCase: "team secrets without case",
  ...secretVerbs<Args>(({ drone }, { team }) => drone.secrets.ofTeam(team)),
};

/**
 * A secret that the pipelines of all repositories of a team can use. Needs an administrator of Drone, or of the team
 * in the SCM. `/api/teams/:team/secrets` (0.5), `/api/secrets/:namespace` (1.1+).
 *
 * Creating one that exists fails unless `adopt` is set; so does creating or changing one without `value`.
 *
 * @example
 * new drone.TeamSecret("slack", { team: "acme", name: "SLACK_WEBHOOK", value: config.requireSecret("slack") });
 */
export class TeamSecret extends resourceWith<SecretOutputs & { readonly team: pulumi.Output<string> }>() {
  constructor(name: string, args: TeamSecretArgs, opts?: pulumi.CustomResourceOptions) {
    super(...registration(teamSecret, name, args, opts));
  }

  /** Looks up a secret that is there already, without managing it. `id` is `team/SECRET`. */
  static get(name: string, id: pulumi.Input<string>, opts?: pulumi.CustomResourceOptions): TeamSecret {
    return new TeamSecret(name, {} as TeamSecretArgs, { ...opts, id });
  }
}
