import { delayAfter } from './delayAfter.ts';
import type { RecoveryFailure } from './recoveryNotice.ts';
import { type RecoveryPolicy, refuseUnlessPeriod } from './recoveryPolicy.ts';

/** A failure, and what is known when it happens. */
export interface FailureToJudge {
  readonly at: number;
  readonly error: unknown;
  readonly ranFor: number;
  /** How often the source was restarted since it was last stable. */
  readonly restarts: number;
}

/** A failure after which the source is started again. */
export interface RestartJudgement {
  readonly verdict: 'restart';
  readonly failure: RecoveryFailure & { readonly delay: number };
  readonly stableAfter: number;
}

/** What is to be done about a failure. */
export type Judgement =
  | RestartJudgement
  | { readonly verdict: 'exhausted' | 'alert' | 'ignore'; readonly failure: RecoveryFailure };

/** Decides about a failure; depends on nothing but what it is given. */
export function judgeFailure(
  { classify, strategy, maxRetries, backoff, stableAfter }: RecoveryPolicy,
  { at, error, ranFor, restarts }: FailureToJudge,
): Judgement {
  const failure = { at, error, failureClass: classify(error), ranFor };
  const verdict = strategy(failure, restarts);
  if (verdict === 'alert' || verdict === 'ignore') return { verdict, failure };
  if (verdict !== 'restart') {
    const expected = 'expected strategy to say restart, alert or ignore';
    throw new TypeError(`${expected}, got ${String(verdict)}`, { cause: error });
  }
  if (restarts >= maxRetries) return { verdict: 'exhausted', failure };
  const delay = delayAfter(backoff, restarts + 1, error);
  const period = typeof stableAfter === 'number' ? stableAfter : stableAfter(delay);
  refuseUnlessPeriod(`stableAfter(${delay})`, period, error);
  return { verdict, failure: { ...failure, delay }, stableAfter: period };
}
