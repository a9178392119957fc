import type { Resource } from "./state";
import { providerUrn } from "./urn";

/** URNs that a resource needs; several resources can bear one URN, the last one before it is meant. */
function needs(resource: Resource): string[] {
  return [
    ...(resource.dependencies ?? []),
    ...Object.values(resource.propertyDependencies ?? {}).flat(),
    ...(resource.provider ? [providerUrn(resource.provider)] : []),
  ];
}

/** Every resource after `root` that needs it, directly or not, in order. Being a child is no need. */
export function dependentsOf(
  root: Resource,
  resources: readonly Resource[],
  except: ReadonlySet<string>,
): Resource[] {
  const urns = new Set([root.urn]);
  return resources.slice(resources.indexOf(root) + 1).filter((resource) => {
    const dependent = !except.has(resource.urn) && needs(resource).some((urn) => urns.has(urn));
    if (dependent) urns.add(resource.urn);
    return dependent;
  });
}

/** Splits what is to be deleted into waves: nothing goes before the last that needs it has gone. */
export function deletionWaves(doomed: ReadonlySet<Resource>, resources: readonly Resource[]): Resource[][] {
  const direct = new Map<Resource, Resource[]>();
  const byUrn = new Map<string, Resource>();
  for (const resource of resources) {
    const urns = [...needs(resource), ...(resource.parent ? [resource.parent] : [])];
    direct.set(
      resource,
      urns.flatMap((urn) => byUrn.get(urn) ?? []),
    );
    byUrn.set(resource.urn, resource);
  }
  const left = new Set(doomed);
  const waves: Resource[][] = [];
  while (left.size > 0) {
    const wave = [...left].filter((resource) => !direct.get(resource)?.some((needed) => left.has(needed)));
    if (wave.length === 0) throw new Error("The state's dependencies go in a circle.");
    for (const resource of wave) left.delete(resource);
    waves.unshift(wave);
  }
  return waves;
}
