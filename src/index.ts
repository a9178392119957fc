export { Provider, type ProviderArgs } from "./provider";
export { GlobalSecret, type GlobalSecretArgs } from "./resources/global-secret";
export { RepoSecret, type RepoSecretArgs } from "./resources/repo-secret";
export { Repository, type RepositoryArgs } from "./resources/repository";
export type { SecretArgs, SecretEvent } from "./resources/secret";
export { TeamSecret, type TeamSecretArgs } from "./resources/team-secret";
export { User, type UserArgs } from "./resources/user";
