export { Provider, type ProviderArgs } from "./provider";
export { GlobalSecret, type GlobalSecretArgs } from "./resources/global-secret";
export { RepoSecret, type RepoSecretArgs } from "./resources/repo-secret";
export { Repository, type RepositoryArgs, type RepositoryOutputs } from "./resources/repository";
export type { SecretArgs, SecretEvent, SecretOutputs } from "./resources/secret";
export { TeamSecret, type TeamSecretArgs } from "./resources/team-secret";
export { User, type UserArgs, type UserOutputs } from "./resources/user";
