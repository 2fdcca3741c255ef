/** Whether doing the same again can help: it may, it cannot, or nobody knows. */
export type FailureClass = 'transient' | 'permanent' | 'unknown';

/** One failure of a source, as it stays in the history. */
export interface RecoveryFailure {
  /** When it failed, in milliseconds of the scheduler. */
  readonly at: number;
  readonly error: unknown;
  readonly failureClass: FailureClass;
  /** How long it had run since its last start, in milliseconds. */
  readonly ranFor: number;
  /** How long to wait before it is started again, in milliseconds; nothing where it is not. */
  readonly delay?: number;
}

/** What every notice about a recovery says. */
export interface RecoveryNotice {
  /** Which restart it is about, counted from 1 since the source was last stable; 0 where there was none. */
  readonly attempt: number;
  readonly maxRetries: number;
  /** When it is told, in milliseconds of the scheduler. */
  readonly at: number;
  /** What went wrong since the source was last stable, the newest last; the last 32 at most. */
  readonly history: readonly RecoveryFailure[];
}

/** A restart that is about to be waited for. */
export interface RecoveryAttempt extends RecoveryNotice, RecoveryFailure {
  readonly delay: number;
  /** How long the source must run after its first value to count as recovered, in milliseconds. */
  readonly stableAfter: number;
}

/** A restart whose delay is over, and which has to wait until others have started or failed. */
export interface RecoveryWaiting extends RecoveryNotice {
  /** How many restarts wait already. */
  readonly ahead: number;
}

/** A restart did not bring the source back: it failed again before it was stable. */
export interface RecoveryFailed extends RecoveryNotice, RecoveryFailure {}

/**
 * The source is not started again, because
 *
 * - `exhausted`: its restarts are used up
 * - `alert`, `ignore`: the strategy says so
 * - `escalation`: its group was restarted too often
 */
export interface RecoveryGivenUp extends RecoveryNotice {
  readonly reason: 'exhausted' | 'alert' | 'ignore' | 'escalation';
  /** The last failure of the source; of an escalation, the error that all members of the group get. */
  readonly error: unknown;
  readonly failureClass: FailureClass;
}
