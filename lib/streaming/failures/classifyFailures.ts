import type { FailureClass } from '../../../operators/recoveryNotice.ts';
import type { FailureRow } from './failureRow.ts';
import { knownFailure } from './knownFailure.ts';
import { refuseUnusableRows } from './refuseUnusableRows.ts';

/**
 * Makes what tells of a failure whether starting again can help, for `classify` of `recover`. Rows of your
 * own go before the known ones; what neither knows is `unknown`.
 */
export function classifyFailures(own: readonly FailureRow[] = []): (error: unknown) => FailureClass {
  refuseUnusableRows(own);
  return (error) => knownFailure(error, own)?.failureClass ?? 'unknown';
}
