import type { QueryStatus } from '../queries/queryState.ts';

/** A query ended before it had taken in what it was waited for. */
export class NotCaughtUpError extends Error {
  override readonly name = 'NotCaughtUpError';

  constructor(
    /** What was to be reached. */
    readonly goal: { readonly queryId: string; readonly entityId: string; readonly version: number },
    /** The version that it has reached. */
    readonly version: number,
    readonly status: QueryStatus,
  ) {
    const { queryId, entityId } = goal;
    const expected = `expected ${queryId} to catch up with version ${goal.version} of ${entityId}`;
    super(`${expected}, but it ${ended(status)} at version ${version}`, {
      cause: 'error' in status ? status.error : undefined,
    });
  }
}

function ended(status: QueryStatus): string {
  if (status.state === 'exhausted') return `was given up after ${status.failures} failures`;
  return status.state === 'stopped' ? `was stopped (${status.reason})` : status.state;
}
