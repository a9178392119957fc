/**
 * Which releases of Drone have what: `0.5` alone, `0.6–0.8`, or `1.1+` for it and all that follow. What a release has
 * not is refused before anything is sent, with `instead` if there is another way.
 */
export const features = {
  // Objects
  users: { in: "0.5+" },
  repositories: { in: "0.5+" },
  "repository secrets": { in: "0.5+" },
  "team secrets": {
    in: "0.5, 1.1+",
    instead: "Declare a RepoSecret for each repository that needs it.",
  },
  "global secrets": {
    in: "0.5",
    instead:
      "Declare a TeamSecret for each namespace (Drone 0.5, 1.1+), or a RepoSecret for each repository that needs it.",
  },
  registries: {
    in: "0.6–0.8",
    instead:
      "From 1.0 on, give the credentials as a secret with a Docker config.json and name it under image_pull_secrets.",
  },
  crons: { in: "1.0+" },
  templates: { in: "2.1+" },

  // Settings of users
  "email at creation": { in: "0.5–0.8", instead: "The SCM's is taken." },
  "avatarUrl at creation": { in: "0.5–0.8", instead: "The SCM's is taken." },
  "admin by API": {
    in: "1.0+",
    instead: "Name the administrators in the server's environment, DRONE_ADMIN.",
  },
  "machine users": { in: "1.0+" },

  "login rules": { in: "0.8+" },
  "short logins": { in: "1.0+" },

  // Settings of repositories
  allowPush: { in: "0.5–0.8", instead: "Write a trigger into the pipeline." },
  allowDeploy: { in: "0.5–0.8", instead: "Write a trigger into the pipeline." },
  allowTag: { in: "0.5–0.8", instead: "Write a trigger into the pipeline." },
  visibility: { in: "0.7+" },
  protected: { in: "0.6+" },
  configPath: { in: "0.6+" },
  counter: { in: "0.8+" },
  ignoreForks: { in: "1.0+" },
  autoCancelPullRequests: { in: "1.6+" },
  autoCancelPushes: { in: "1.6+" },
  throttle: { in: "1.10.1+" },
  autoCancelRunning: { in: "2.2+" },

  // Settings of secrets
  skipVerify: { in: "0.5", instead: "Later releases do not look at signatures when they give out secrets." },
  conceal: { in: "0.5, 1.0+" },
  pullRequest: { in: "1.0+", instead: "Add pull_request to events." },
  pullRequestPush: { in: "1.0+" },

  // How the API behaves
  "secrets written whole": { in: "0.5" },
  "secrets by event and image": { in: "0.5–0.8" },
  "image patterns": { in: "0.5" },
  "deactivation that keeps settings": { in: "0.8+", instead: 'Use "remove" or "keep".' },
  "repositories known by sync": { in: "0.8+" },
  "list of all repositories": { in: "1.6+" },
  "remote repositories": { in: "0.5–0.7, 1.4+" },
  "logins without case": { in: "1.0+" },
  "team secrets without case": { in: "1.1+" },
  "JSON throughout": { in: "1.0+" },

  // Endpoints of the client only
  "the token as text": { in: "0.5–0.8" },
  signatures: { in: "0.5–0.7, 1.0+" },
  encryption: { in: "1.0+" },
  "removal of repositories": { in: "0.5–0.8, 1.1+" },
  repair: { in: "0.6+" },
  moving: { in: "0.8", instead: "From 1.0 on a sync follows a repository that was renamed in the SCM." },
  collaborators: { in: "1.0+" },
  "one remote repository": { in: "1.4+" },
  "change of one's own email": { in: "1.0+" },
  "repositories of a user": { in: "1.7+" },
  "execution of crons": { in: "1.5+" },

  // Builds
  "pages of builds": { in: "0.8.5+" },
  "pages of another size": { in: "1.0+" },
  "builds of one branch": { in: "1.5+" },
  "builds of one tag": { in: "2.8+" },
  "latest build of another branch": { in: "0.5–0.8, 1.2+" },
  "latest builds": { in: "1.7+" },
  "builds without a push": { in: "1.2+" },
  "message of a build": { in: "2.18+" },
  "action of a build": { in: "2.19+" },
  "restart under the same number": { in: "0.5–0.7", instead: "Every restart makes a new build." },
  "restart as another event": { in: "0.5–0.8", instead: "Promote the build." },
  "restart with debugging": { in: "1.10+" },
  "cancellation of a whole build": { in: "0.8+", instead: "Before, name a stage of it." },
  "cancellation of one stage": { in: "0.5–0.8", instead: "From 0.8 on, cancel the whole build." },
  "approval of a whole build": { in: "0.6–0.8", instead: "From 1.0 on, name a stage of it." },
  "approval of one stage": { in: "1.0+", instead: "On 0.6–0.8, approve the whole build." },
  "refusal of a whole build": { in: "0.6–0.8, 2.23+", instead: "From 1.0 on, name a stage of it." },
  "refusal of one stage": { in: "1.0+", instead: "On 0.6–0.8, decline the whole build." },
  promotion: { in: "1.0+", instead: "Restart the build with event and deployTo." },
  rollback: { in: "1.4+", instead: "Promote the build that was there before." },
  purge: { in: "1.0+" },
  "logs of a whole stage": { in: "0.5", instead: "Name a step, or from 0.8 on give its number." },
  "logs by number of the step": { in: "0.8+", instead: "On 0.6–0.7 give its name, on 0.5 no step at all." },
  "logs by name of the step": {
    in: "0.6–0.8",
    instead: "From 0.8 on give its number, on 0.5 no step at all.",
  },
  "deletion of a build's logs": { in: "0.8.4–0.8", instead: "From 1.0 on, name a stage and a step of it." },
  "deletion of a step's logs": { in: "1.0+", instead: "On 0.8, delete the logs of the whole build." },
  files: { in: "0.8" },

  // The server
  agents: { in: "0.5" },
  "list of waiting stages": { in: "1.0+" },
  "counts of the queue": { in: "0.6–0.8", instead: "Ask for the stages that wait, or for the statistics." },
  "pausing the queue": { in: "1.0+" },
  statistics: { in: "1.0+" },
  health: { in: "0.8.2+" },
  metrics: { in: "0.6+" },
  "server variables": { in: "1.0+" },
  profiles: { in: "0.5–0.8, 1.6.4+" },
} satisfies Record<string, { in: string; instead?: string }>;

/** Something that some releases have and others have not. */
export type Feature = keyof typeof features;

/** A release of Drone, e.g. `0.5.0+dev`, `1.10` or `2.25.0`. Newer ones than we know are taken for the newest. */
export class Release {
  private constructor(
    /** As the server, or the configuration, says it. */
    readonly text: string,
    private readonly numbers: readonly number[],
  ) {}

  /** Undefined if that is no release. What is left out counts as the newest: `2` is the last 2.x. */
  static parse(text: string): Release | undefined {
    const numbers = /^v?(\d+)(?:\.(\d+))?(?:\.(\d+))?(?:[-+].*)?$/.exec(text.trim())?.slice(1, 4);
    return (
      numbers &&
      new Release(
        text.trim(),
        numbers.map((each) => Number(each ?? Number.POSITIVE_INFINITY)),
      )
    );
  }

  has(feature: Feature): boolean {
    return this.isIn(features[feature].in);
  }

  /** Why it cannot be had here, and what to do instead; undefined if it can. */
  lacks(feature: Feature): string | undefined {
    if (this.has(feature)) return undefined;
    const { in: span, instead }: { in: string; instead?: string } = features[feature];
    return `Drone ${this.text} has no ${feature}, only Drone ${span} has. ${instead ?? ""}`.trim();
  }

  isIn(spans: string): boolean {
    return spans.split(", ").some((span) => {
      const [first = "", last] = span.replace("+", "").split("–");
      if (this.#compare(first) < 0) return false;
      return span.endsWith("+") || this.#compare(last ?? first) <= 0;
    });
  }

  /** As far as `other` goes: 0.5.3 is 0.5. */
  #compare(other: string): number {
    for (const [at, number] of other.split(".").map(Number).entries()) {
      const own = this.numbers[at] ?? Number.POSITIVE_INFINITY;
      if (own !== number) return own < number ? -1 : 1;
    }
    return 0;
  }
}
