import type * as pulumi from "@pulumi/pulumi";
import type { Registry as RemoteRegistry } from "../client";
import { type Definition, local, replaces, secret, updates } from "../lifecycle/definition";
import { splitId } from "../lifecycle/id";
import { registration, resourceWith } from "../lifecycle/resource";
import { flag, name, slug, text } from "../lifecycle/shape";

/** Inputs of a {@link Registry}. */
export interface RegistryArgs {
  /**
   * Repository whose builds get it, as `owner/name`: best the `slug` of a `Repository`, so that Pulumi knows the order.
   * Changing it replaces the credentials.
   */
  repo: pulumi.Input<string>;
  /** Host of the image registry, with its port if it has one; `docker.io` for Docker Hub. Changing it replaces the credentials. */
  address: pulumi.Input<string>;
  username: pulumi.Input<string>;
  /**
   * Kept encrypted in the state, for Drone never tells it. Left out, the one that the server has stays, and is not managed: only for
   * credentials that exist already.
   */
  password?: pulumi.Input<string>;
  /** Cannot be emptied again. Left out, what the server has stays. */
  email?: pulumi.Input<string>;
  /** Kept encrypted in the state, though Drone shows it in clear. Cannot be emptied again. Left out, what the server has stays. */
  token?: pulumi.Input<string>;
  /**
   * Take over credentials for this address that exist already; otherwise that is an error. Counts only at creation.
   * @default false
   */
  adopt?: pulumi.Input<boolean>;
}

/** What a {@link Registry} tells once it is there. Never its password. */
export interface RegistryOutputs {
  readonly repo: pulumi.Output<string>;
  readonly address: pulumi.Output<string>;
  readonly username: pulumi.Output<string>;
  readonly email: pulumi.Output<string>;
  /** A secret. */
  readonly token: pulumi.Output<string>;
}

type Args = pulumi.Unwrap<RegistryArgs>;

export const registry: Definition<Args, RemoteRegistry> = {
  type: "Registry",
  needs: "registries",
  inputs: {
    repo: replaces(slug),
    address: replaces(name),
    username: updates(text, { required: true }),
    password: secret(text),
    email: updates(text),
    token: updates(text, { hidden: true }),
    adopt: local(flag),
  },
  outputs: {
    username: ({ username }) => username,
    email: ({ email }) => email,
    token: ({ token }) => token,
  },
  identity: ({ id }) => id,
  id: ({ repo, address }) => `${repo}/${address}`,
  key: (id) => {
    const [owner, repo, address] = splitId(id, "owner/name/registry.example.com");
    return { repo: `${owner}/${repo}`, address };
  },
  find: ({ drone }, { repo, address }) => drone.registries(repo).find(address),
  gone: "by its list",
  within: ({ repo }) => repo,

  create: async ({ drone }, { repo, address, username, password, email, token }) => {
    if (password === undefined)
      throw new Error(
        `The credentials for ${address} are not there yet, and have no password. Set password.`,
      );
    await drone.registries(repo).create({ address, username, password, email, token });
    return undefined;
  },
  update: async ({ drone }, { repo, address, username, password, email, token }) => {
    await drone.registries(repo).update({ address, username, password, email, token });
    return undefined;
  },
  delete: ({ drone }, { repo, address }) => drone.registries(repo).delete(address),
};

/**
 * Credentials for an image registry, for the builds of one repository. Needs write access to it.
 * `/api/repos/:owner/:name/registry`, Drone 0.6–0.8.
 *
 * Creating one that exists fails unless `adopt` is set; so does creating one without `password`.
 *
 * @example
 * new drone.Registry("hub", { repo: demo.slug, address: "docker.io", username: "octo", password: config.requireSecret("hub") });
 */
export class Registry extends resourceWith<RegistryOutputs>() {
  constructor(name: string, args: RegistryArgs, opts?: pulumi.CustomResourceOptions) {
    super(...registration(registry, name, args, opts));
  }

  /** Looks up credentials that are there already, without managing them. `id` is `owner/name/registry.example.com`. */
  static get(name: string, id: pulumi.Input<string>, opts?: pulumi.CustomResourceOptions): Registry {
    return new Registry(name, {} as RegistryArgs, { ...opts, id });
  }
}
