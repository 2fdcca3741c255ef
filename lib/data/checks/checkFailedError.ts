import { failureOf } from '../../signals/failureOf.ts';
import type { CheckResult } from './checkResult.ts';

/** A pipe wrote its output, and it is not as its checks expect. What was written stands. */
export class CheckFailedError extends Error {
  override readonly name = 'CheckFailedError';

  constructor(
    readonly entityId: string,
    /** Those checks that failed or are broken, warnings not among them. */
    readonly failed: readonly CheckResult[],
  ) {
    super(`expected ${entityId} to pass its checks, but ${failed.map(inWords).join('; ')}`);
  }
}

/** What came of a check that did not pass, in a few words. */
export function inWords({ name, kind, violations = 0, rows = 0, error }: CheckResult): string {
  if (error !== undefined) return `${name} is broken (${failureOf(error).error})`;
  if (kind === 'rowCount') return `${name} failed: there are ${rows} rows`;
  if (kind === 'sql') return `${name} failed: the query gave ${violations} rows`;
  return `${name} failed: ${violations} of ${rows} rows are not so`;
}
