import { failureOf } from '../../signals/failureOf.ts';

/** What an engine says of a run that is over. What is left out is not compared. */
export interface Termination {
  readonly epoch?: number;
  readonly engineQueryId?: string;
  /** Why it is over. @default nobody knows */
  readonly error?: unknown;
}

/** The engine says that a query is over that was thought to run. The cause is what it says of why. */
export class QueryTerminatedError extends Error {
  override readonly name = 'QueryTerminatedError';

  constructor(
    readonly queryId: string,
    { epoch, error }: Pick<Termination, 'epoch' | 'error'> = {},
  ) {
    const which = epoch === undefined ? 'it' : `epoch ${epoch}`;
    const why = error === undefined ? '' : `: ${failureOf(error).error}`;
    super(`expected the query "${queryId}" to run, but its engine says that ${which} is over${why}`, {
      cause: error,
    });
    this.epoch = epoch;
  }

  /** The run that is over, where that is known. */
  readonly epoch: number | undefined;
}
