/**
 * The object is there, but not as asked. Pulumi keeps it in the state and tries again with the next `up`.
 * `id`, `properties` and `reasons` are what it reads; `properties` must hold `__provider`, or nobody can delete it.
 */
export class HalfMade extends Error {
  override readonly name = "HalfMade";
  readonly reasons: string[];

  constructor(
    readonly id: string,
    readonly properties: Record<string, unknown>,
    cause: Error,
  ) {
    super(cause.message, { cause });
    this.reasons = [cause.message];
  }
}
