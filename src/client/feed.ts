import { type Build, buildReader, type WireBuild } from "./build";

/**
 * A repository, and its build so far as the feed tells: on 0.x all but ids and stages, from 1.0 on all but stages.
 * A repository that has none has `owner`, `name` and `slug` only.
 */
export interface FeedItem extends Partial<Build> {
  owner: string;
  name: string;
  /** `owner/name` */
  slug: string;
}

/** How items of a feed or queue are read: from 1.0 on they are repositories that hold a build. */
export const feedDialect = (modern: boolean): FeedDialect =>
  modern
    ? { proof: "slug", read: (item) => fromModern(item as ModernItem) }
    : { proof: "full_name", read: (item) => fromLegacy(item as LegacyItem) };

interface FeedDialect {
  /** A field that every item has. */
  proof: keyof WireFeedItem;
  read(item: WireFeedItem): FeedItem;
}

export type WireFeedItem = Partial<LegacyItem & ModernItem>;

/** 0.5–0.8 */
interface LegacyItem extends Partial<Pick<Build, SameInFeed>> {
  owner: string;
  name: string;
  full_name: string;
  created_at?: number;
  started_at?: number;
  finished_at?: number;
  author_avatar?: string;
  author_email?: string;
}

type SameInFeed =
  | "number"
  | "event"
  | "status"
  | "commit"
  | "branch"
  | "ref"
  | "refspec"
  | "remote"
  | "title"
  | "message"
  | "author";

const fromLegacy = ({
  full_name,
  created_at,
  started_at,
  finished_at,
  author_avatar,
  author_email,
  ...same
}: LegacyItem): FeedItem => ({
  ...same,
  slug: full_name,
  createdAt: created_at,
  startedAt: started_at,
  finishedAt: finished_at,
  authorAvatar: author_avatar,
  authorEmail: author_email,
});

/** 1.0+ */
interface ModernItem {
  namespace: string;
  name: string;
  slug: string;
  build?: WireBuild;
}

const fromModern = ({ namespace, name, slug, build }: ModernItem): FeedItem => ({
  ...(build && buildReader(true)(build)),
  owner: namespace,
  name,
  slug,
});
