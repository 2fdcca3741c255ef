import type { FailureClass, RecoveryFailure, RecoveryGivenUp } from '../../../operators/recoveryNotice.ts';

/** A query that was given up, and stays so until somebody starts or revives it. */
export interface DeadLetter {
  readonly queryId: string;
  /**
   * - `exhausted`: its restarts are used up
   * - `alert`: starting it again cannot help, or the strategy says so
   * - `escalation`: its group was restarted too often
   */
  readonly reason: Exclude<RecoveryGivenUp['reason'], 'ignore'>;
  /** What it failed with at last. */
  readonly error: unknown;
  readonly failureClass: FailureClass;
  /** When it was given up, in milliseconds. */
  readonly at: number;
  /** How often it was started again since it was last stable. */
  readonly retryCount: number;
  /** What went wrong since it was last stable, the newest last. */
  readonly history: readonly RecoveryFailure[];
}

/** What is kept of a query that was given up. */
export const deadLetter = (
  queryId: string,
  reason: DeadLetter['reason'],
  { error, failureClass, at, attempt: retryCount, history }: RecoveryGivenUp,
): DeadLetter => ({ queryId, reason, error, failureClass, at, retryCount, history });
