/** A build in a feed or queue: the repository, and its build if it has one. Times are seconds since 1970. */
export interface FeedItem {
  owner: string;
  name: string;
  /** `owner/name` */
  slug: string;
  /** Absent if the repository has no build yet; so are the other fields of the build. */
  number?: number;
  event?: string;
  status?: string;
  createdAt?: number;
  startedAt?: number;
  finishedAt?: number;
  commit?: string;
  branch?: string;
  ref?: string;
  refspec?: string;
  remote?: string;
  title?: string;
  message?: string;
  author?: string;
  authorAvatar?: string;
  authorEmail?: string;
}

type Renamed = "slug" | "createdAt" | "startedAt" | "finishedAt" | "authorAvatar" | "authorEmail";

export interface WireFeedItem extends Omit<FeedItem, Renamed> {
  full_name: string;
  created_at?: number;
  started_at?: number;
  finished_at?: number;
  author_avatar?: string;
  author_email?: string;
}

export const toFeedItem = ({
  full_name,
  created_at,
  started_at,
  finished_at,
  author_avatar,
  author_email,
  ...same
}: WireFeedItem): FeedItem => ({
  ...same,
  slug: full_name,
  createdAt: created_at,
  startedAt: started_at,
  finishedAt: finished_at,
  authorAvatar: author_avatar,
  authorEmail: author_email,
});
