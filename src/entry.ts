/**
 * `pulumi-drone/provider`: what the line in every state asks for, by name. No name may ever go.
 */
import { Lifecycle } from "./lifecycle/lifecycle";
import * as crons from "./resources/cron";
import * as globalSecrets from "./resources/global-secret";
import * as registries from "./resources/registry";
import * as repoSecrets from "./resources/repo-secret";
import * as repositories from "./resources/repository";
import * as teamSecrets from "./resources/team-secret";
import * as templates from "./resources/template";
import * as users from "./resources/user";

export const user = new Lifecycle(users.user);
export const repository = new Lifecycle(repositories.repository);
export const repoSecret = new Lifecycle(repoSecrets.repoSecret);
export const teamSecret = new Lifecycle(teamSecrets.teamSecret);
export const globalSecret = new Lifecycle(globalSecrets.globalSecret);
export const registry = new Lifecycle(registries.registry);
export const cron = new Lifecycle(crons.cron);
export const template = new Lifecycle(templates.template);
