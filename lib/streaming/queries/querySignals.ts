import type {
  RecoveryAttempt,
  RecoveryFailed,
  RecoveryGivenUp,
  RecoveryNotice,
} from '../../../operators/recoveryNotice.ts';
import { failureOf } from '../../signals/failureOf.ts';
import type { Emit } from '../emit.ts';
import type { Query } from './query.ts';
import type { QueryProgress } from './queryProgress.ts';

/** How a run of a query was stopped. */
export interface Stopped {
  readonly reason: string;
  readonly restartCount: number;
  readonly durationSeconds: number;
  /** Whether it was given up. */
  readonly fenced: boolean;
}

/** Tells what happens to one query. */
export interface QuerySignals {
  readonly registered: () => void;
  readonly starting: (epoch: number) => void;
  readonly started: (epoch: number, engineQueryId: string | undefined) => void;
  readonly restarted: (how: { restartCount: number; reason: string; gapSeconds: number }) => void;
  readonly startFailed: (error: unknown) => void;
  readonly failed: (error: unknown, failureClass: string) => void;
  readonly progress: (progress: QueryProgress) => void;
  readonly stopping: (reason: string) => void;
  readonly stopped: (how: Stopped) => void;
  readonly terminated: (failure: { readonly error: unknown } | undefined) => void;
  readonly revived: (by: string) => void;
  readonly restarting: (reason: string, epoch: number) => void;
  readonly restartDone: (how: { reason: string; epoch: number; gapSeconds: number }) => void;
  readonly recoveryAttempted: (notice: RecoveryAttempt) => void;
  readonly recoverySucceeded: (notice: RecoveryNotice) => void;
  readonly recoveryFailed: (notice: RecoveryFailed) => void;
  readonly recoveryExhausted: (notice: RecoveryGivenUp) => void;
}

/** Makes what tells of a query; payloads are made only where somebody listens. */
export function querySignals({ id: queryId, name: queryName }: Query, emit: Emit): QuerySignals {
  return {
    registered: () => emit('streaming.query_registered', () => ({ queryId, queryName })),
    starting: (epoch) => emit('streaming.before_start', () => ({ queryId, queryName, epoch })),
    started: (epoch, engineQueryId) =>
      emit('streaming.query_started', () => ({
        ...{ queryId, queryName, epoch },
        ...(engineQueryId === undefined ? {} : { engineQueryId }),
      })),
    restarted: (how) => emit('streaming.query_restarted', () => ({ queryId, ...how })),
    startFailed: (error) =>
      emit('streaming.start_failed', () => ({ queryId, queryName, ...failureOf(error) })),
    failed: (error, failureClass) =>
      emit('streaming.query_failed', () => ({ queryId, failureClass, ...failureOf(error) })),
    progress: (progress) => emit('streaming.query_progress', () => told(queryId, progress)),
    stopping: (reason) => emit('streaming.before_stop', () => ({ queryId, reason })),
    stopped: (how) => emit('streaming.query_stopped', () => ({ queryId, ...how })),
    terminated: (failure) =>
      emit('streaming.query_terminated', () => ({ queryId, ...(failure && failureOf(failure.error)) })),
    revived: (by) => emit('streaming.query_revived', () => ({ queryId, by })),
    restarting: (reason, epoch) => emit('streaming.before_restart', () => ({ queryId, reason, epoch })),
    restartDone: (how) => emit('streaming.after_restart', () => ({ queryId, ...how })),
    ...recoverySignals(queryId, emit),
  };
}

function recoverySignals(queryId: string, emit: Emit) {
  return {
    recoveryAttempted: ({ attempt: retryCount, maxRetries, delay, failureClass }: RecoveryAttempt) =>
      emit('streaming.recovery_attempted', () => ({
        ...{ queryId, retryCount, maxRetries, failureClass },
        delaySeconds: delay / 1_000,
      })),
    recoverySucceeded: ({ attempt: retryCount }: RecoveryNotice) =>
      emit('streaming.recovery_succeeded', () => ({ queryId, retryCount })),
    recoveryFailed: ({ attempt: retryCount, error }: RecoveryFailed) =>
      emit('streaming.recovery_failed', () => ({ queryId, retryCount, ...failureOf(error) })),
    recoveryExhausted: ({ attempt, maxRetries, error, failureClass, reason }: RecoveryGivenUp) =>
      emit('streaming.recovery_exhausted', () => ({
        ...{ queryId, retryCount: attempt, maxRetries, failureClass, reason },
        lastError: failureOf(error).error,
      })),
  };
}

function told(queryId: string, progress: QueryProgress) {
  const { batchId, numInputRows, inputRowsPerSecond, processedRowsPerSecond, durationMs = 0 } = progress;
  const durationSeconds = durationMs / 1_000;
  // Told with every batch, and a literal costs a thousandth of objects that are spread into one.
  if (inputRowsPerSecond !== undefined && processedRowsPerSecond !== undefined)
    return { queryId, batchId, numInputRows, inputRowsPerSecond, processedRowsPerSecond, durationSeconds };
  return {
    ...{ queryId, batchId, numInputRows },
    ...(inputRowsPerSecond === undefined ? {} : { inputRowsPerSecond }),
    ...(processedRowsPerSecond === undefined ? {} : { processedRowsPerSecond }),
    durationSeconds,
  };
}
