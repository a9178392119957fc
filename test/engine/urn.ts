export const stackType = "pulumi:pulumi:Stack";

export function makeUrn(stack: string, project: string, parent: string, type: string, name: string): string {
  const parentType = parent && qualifiedType(parent) !== stackType ? `${qualifiedType(parent)}$` : "";
  return `urn:pulumi:${stack}::${project}::${parentType}${type}::${name}`;
}

const qualifiedType = (urn: string) => urn.split("::")[2] ?? "";
export const typeOf = (urn: string) => qualifiedType(urn).split("$").at(-1) ?? "";
export const nameOf = (urn: string) => urn.split("::").slice(3).join("::");

export const isProviderType = (type: string) => type.startsWith("pulumi:providers:");
/** A provider is referred to as `urn::id`. */
export const providerUrn = (reference: string) => reference.slice(0, reference.lastIndexOf("::"));
export const providerId = (reference: string) => reference.slice(reference.lastIndexOf("::") + 2);
export const isDefaultProvider = (urn: string) => isProviderType(typeOf(urn)) && nameOf(urn) === "default";
