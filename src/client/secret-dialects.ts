import type { Release } from "./release";
import type { Secret, SecretSpec } from "./secrets";

// Who gets a secret, said in one language for all releases: by image and event. From 1.0 on Drone only knows whether
// builds of pull requests get it, so what is narrower cannot be said there, and is refused.

/** What a release makes of a secret. */
interface SecretDialect {
  /** Whether each write replaces all of it, the value included. */
  whole: boolean;
  /** Why it cannot be had, though the release has each of its settings. */
  problem(secret: SecretSpec, before?: Secret): string | undefined;
  read(secret: WireSecret): Secret;
  write(secret: SecretSpec): object;
}

/** As it travels. */
export interface WireSecret {
  id: number;
  name: string;
  image?: string[] | null;
  event?: string[] | null;
  skip_verify?: boolean;
  conceal?: boolean;
  /** From 1.0 on, both left out when false. */
  pull_request?: boolean;
  pull_request_push?: boolean;
}

export function secretDialect(release: Release): SecretDialect {
  if (release.has("secrets written whole")) return byPattern;
  return release.has("secrets by event and image") ? byName : byFlag;
}

/** Why a secret cannot be had on this release; undefined if it can. */
export function secretProblem(release: Release, secret: SecretSpec, before?: Secret): string | undefined {
  return lacking(release, secret) ?? secretDialect(release).problem(secret, before);
}

/** Outside pull requests. */
const OWN_EVENTS = ["push", "tag", "deployment"];
const EVERY_IMAGE = ["*"];

/** 0.5 */
const byPattern: SecretDialect = {
  whole: true,
  problem: () => undefined,
  read: (secret) => ({
    id: secret.id,
    name: secret.name,
    images: secret.image ?? [],
    events: secret.event ?? [],
    skipVerify: secret.skip_verify ?? false,
    conceal: secret.conceal ?? false,
    pullRequestPush: false,
  }),
  write: (secret) => ({
    name: secret.name,
    value: secret.value,
    image: secret.images,
    event: secret.events,
    skip_verify: secret.skipVerify,
    conceal: secret.conceal,
  }),
};

/** 0.6–0.8 */
const byName: SecretDialect = {
  whole: false,
  problem: ({ name, images, events }, before) => {
    if (images.length === 0)
      return `images of ${name} must not be empty: Drone 0.6–0.8 takes that for every image.`;
    if (events.length === 0)
      return `events of ${name} must not be empty: Drone 0.8 takes that for every event, 0.7 for none.`;
    if (isAll(images, EVERY_IMAGE)) {
      if (!before || isAll(before.images, EVERY_IMAGE)) return undefined;
      return `${name} is kept to ${before.images.length === 0 ? "no image at all" : `the images ${before.images.join(", ")}`}, and Drone 0.6–0.8 cannot open it to every image again: declare these, or delete it and make it anew.`;
    }
    if (!images.some((image) => /[*?[]/.test(image))) return undefined;
    return `images of ${name} have a pattern, but Drone 0.6–0.8 compares names: give them in full, or ["*"] for every image.`;
  },
  read: (secret) => ({
    id: secret.id,
    name: secret.name,
    // None is every image here, and a star the name of none.
    images: secret.image?.length ? secret.image.filter((image) => image !== "*") : EVERY_IMAGE,
    events: secret.event?.length ? secret.event : [...OWN_EVENTS, "pull_request"],
    skipVerify: false,
    pullRequestPush: false,
  }),
  write: ({ name, value, images, events }) => ({
    name,
    value,
    image: isAll(images, EVERY_IMAGE) ? [] : images,
    event: events,
  }),
};

/** 1.0+ */
const byFlag: SecretDialect = {
  whole: false,
  problem: ({ name, images, events, pullRequest, conceal }) => {
    if (!isAll(images, EVERY_IMAGE)) {
      return `images of ${name} must be left out: from 1.0 on Drone cannot keep a secret to some images, and gives it to every step that asks.`;
    }
    const own = events.filter((event) => event !== "pull_request");
    if (!isAll(own, OWN_EVENTS)) {
      return `events of ${name} must be push, tag and deployment, with or without pull_request: from 1.0 on Drone cannot keep a secret to fewer.`;
    }
    if (pullRequest !== undefined && pullRequest !== events.includes("pull_request")) {
      return `events and pullRequest of ${name} contradict each other. Leave one of the two out.`;
    }
    if (conceal === false)
      return `conceal of ${name} cannot be false: from 1.0 on every secret is concealed.`;
    return undefined;
  },
  read: (secret) => {
    const pullRequest = secret.pull_request ?? false;
    return {
      id: secret.id,
      name: secret.name,
      images: EVERY_IMAGE,
      events: pullRequest ? [...OWN_EVENTS, "pull_request"] : OWN_EVENTS,
      skipVerify: false,
      pullRequest,
      pullRequestPush: secret.pull_request_push ?? false,
    };
  },
  write: ({ name, value, events, pullRequestPush }) => ({
    name,
    data: value,
    pull_request: events.includes("pull_request"),
    pull_request_push: pullRequestPush,
  }),
};

/** Settings that the release does not have, unless they say what is so anyway. */
function lacking(release: Release, secret: SecretSpec): string | undefined {
  const { skipVerify, pullRequestPush, pullRequest, conceal } = secret;
  return (
    (skipVerify ? release.lacks("skipVerify") : undefined) ??
    (pullRequestPush ? release.lacks("pullRequestPush") : undefined) ??
    (pullRequest === true || (pullRequest === false && secret.events.includes("pull_request"))
      ? release.lacks("pullRequest")
      : undefined) ??
    (conceal === undefined ? undefined : release.lacks("conceal"))
  );
}

function isAll(given: readonly string[], wanted: readonly string[]): boolean {
  return new Set(given).size === wanted.length && wanted.every((each) => given.includes(each));
}
