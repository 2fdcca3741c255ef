import { inWords } from '../../data/checks/checkFailedError.ts';
import type { CheckResult } from '../../data/checks/checkResult.ts';

/** A check of what a query reads did not pass, and says that the query is not to go on. */
export class BlockedByCheckError extends Error {
  override readonly name = 'BlockedByCheckError';

  constructor(
    readonly queryId: string,
    /** What came of the check. */
    readonly check: CheckResult,
  ) {
    super(`expected ${check.entityId} to pass its checks for ${queryId} to read it, but ${inWords(check)}`);
  }
}
