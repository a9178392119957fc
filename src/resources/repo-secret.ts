import type * as pulumi from "@pulumi/pulumi";
import type { Secret } from "../client";
import { type Definition, replaces } from "../lifecycle/definition";
import { splitId } from "../lifecycle/id";
import { registration, resourceWith } from "../lifecycle/resource";
import { slug } from "../lifecycle/shape";
import { type SecretArgs, type SecretOutputs, secretInputs, secretVerbs } from "./secret";

/** Inputs of a {@link RepoSecret}. */
export interface RepoSecretArgs extends SecretArgs {
  /**
   * Repository that the secret belongs to, as `owner/name`: best the `slug` of a `Repository`, so that Pulumi knows
   * the order. Changing it replaces the secret.
   */
  repo: pulumi.Input<string>;
}

type Args = pulumi.Unwrap<RepoSecretArgs>;

export const repoSecret: Definition<Args, Secret> = {
  type: "RepoSecret",
  needs: "repository secrets",
  inputs: { repo: replaces(slug), ...secretInputs },
  id: ({ repo, name }) => `${repo}/${name}`,
  key: (id) => {
    const [owner, repo, name] = splitId(id, "owner/name/SECRET");
    return { repo: `${owner}/${repo}`, name };
  },
  within: ({ repo }) => repo,
  ...secretVerbs<Args>(({ drone }, { repo }) => drone.secrets.ofRepo(repo)),
};

/**
 * A secret that the pipelines of one repository can use. Needs write access to the repository.
 * `/api/repos/:owner/:name/secrets`, every release.
 *
 * Creating one that exists fails unless `adopt` is set; so does creating or changing one without `value`.
 *
 * @example
 * const demo = new drone.Repository("demo", { owner: "octo", name: "demo" });
 * new drone.RepoSecret("password", {
 *   repo: demo.slug,
 *   name: "DOCKER_PASSWORD",
 *   value: config.requireSecret("dockerPassword"),
 *   images: ["plugins/docker"],
 * });
 */
export class RepoSecret extends resourceWith<SecretOutputs & { readonly repo: pulumi.Output<string> }>() {
  constructor(name: string, args: RepoSecretArgs, opts?: pulumi.CustomResourceOptions) {
    super(...registration(repoSecret, name, args, opts));
  }

  /** Looks up a secret that is there already, without managing it. `id` is `owner/name/SECRET`. */
  static get(name: string, id: pulumi.Input<string>, opts?: pulumi.CustomResourceOptions): RepoSecret {
    return new RepoSecret(name, {} as RepoSecretArgs, { ...opts, id });
  }
}
