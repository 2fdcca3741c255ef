/** A query has been silent for too long, and counts as failed. */
export class QueryStalledError extends Error {
  override readonly name = 'QueryStalledError';

  constructor(
    readonly queryId: string,
    /** For how long at least, in milliseconds. */
    readonly silentMs: number,
  ) {
    super(
      `expected the query "${queryId}" to make progress, but it has been silent for ${silentMs / 1_000} s`,
    );
  }
}
