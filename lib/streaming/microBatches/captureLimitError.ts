/** An input that a query is to hold in memory, as its engine keeps no earlier versions, has too many rows for that. */
export class CaptureLimitError extends Error {
  override readonly name = 'CaptureLimitError';

  constructor(
    readonly queryId: string,
    readonly entityId: string,
    readonly limit: number,
  ) {
    super(
      `expected at most ${limit} rows of ${entityId}, which ${queryId} holds in memory from its start on, as its engine has ` +
        'no timeTravel, got more; captureLimit allows more, and "joinedLive" reads them at each batch',
    );
  }
}
