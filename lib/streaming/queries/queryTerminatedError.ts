/** What an engine says of a run that is over. What is left out is not compared. */
export interface Termination {
  readonly epoch?: number;
  readonly engineQueryId?: string;
  /** Why it is over. @default nobody knows */
  readonly error?: unknown;
}

/** The engine says that a query is over that was thought to run. */
export class QueryTerminatedError extends Error {
  override readonly name = 'QueryTerminatedError';

  constructor(
    readonly queryId: string,
    readonly epoch: number,
    cause?: unknown,
  ) {
    super(`expected the query "${queryId}" to run, but its engine says that epoch ${epoch} is over`, {
      cause,
    });
  }
}
