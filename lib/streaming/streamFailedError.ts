import { failureOf } from '../signals/failureOf.ts';

const SHOWN = 5;

/** A streaming plan is over, and some of its queries had failed for good, however the others ended. */
export class StreamFailedError extends Error {
  override readonly name = 'StreamFailedError';

  constructor(
    /** The first error of each query that failed. */
    readonly failures: ReadonlyMap<string, unknown>,
    queryCount: number,
  ) {
    const all = [...failures].map(([id, error]) => `${id} (${failureOf(error).error})`);
    const more = all.length > SHOWN ? ` and ${all.length - SHOWN} more` : '';
    const shown = all.slice(0, SHOWN).join(', ');
    super(`expected no query to fail, but ${all.length} of ${queryCount} did: ${shown}${more}`, {
      cause: [...failures.values()][0],
    });
  }
}
