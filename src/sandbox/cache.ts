/** What was looked up at the SCM, for a while. Drone's own default is 15 minutes (DRONE_CACHE_TTL). */
export class Cache {
  private readonly kept = new Map<string, { value: unknown; until: number }>();

  constructor(
    private readonly now: () => number,
    public seconds = 900,
  ) {}

  /** What `look` throws is thrown, and not kept. */
  get<T>(key: string, look: () => T): T {
    const known = this.kept.get(key);
    if (known && known.until > this.now()) return known.value as T;
    const value = look();
    this.kept.set(key, { value, until: this.now() + this.seconds });
    return value;
  }

  delete(key: string): void {
    this.kept.delete(key);
  }

  /** For a test that changed the SCM by hand and wants Drone to see it. */
  clear(): void {
    this.kept.clear();
  }
}
