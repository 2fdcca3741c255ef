import { failureOf } from '../signals/failureOf.ts';

/** A streaming plan could not be started, as one of its queries could not; those that ran already were stopped. */
export class StreamStartError extends Error {
  override readonly name = 'StreamStartError';

  constructor(
    readonly queryId: string,
    /** The queries that were stopped, in the order in which they were. */
    readonly stopped: readonly string[],
    cause: unknown,
  ) {
    const others = stopped.length === 0 ? 'nothing else ran' : `stopped ${stopped.join(', ')}`;
    super(`expected the query "${queryId}" to start, but ${failureOf(cause).error}; ${others}`, { cause });
  }
}
