import { failureOf } from '../signals/failureOf.ts';
import { HybridFailedError } from './hybridFailedError.ts';
import type { HybridResult } from './hybridResult.ts';
import type { HybridRun } from './hybridRun.ts';
import type { StreamOutcome } from './streamOutcome.ts';

/** Tells that a plan is being carried out. */
export function tellStarted(run: HybridRun): void {
  run.emit('orchestrator.hybrid_started', () => whole(run));
}

/** Tells of a stream that was not started. Of the others, their queries tell. */
export function tellUnstarted(run: HybridRun, outcome: StreamOutcome): void {
  const { pipeId } = outcome;
  const who = () => ({ runId: run.runId, pipeId, pipeName: run.setup.queries.status(pipeId).queryName });
  if (outcome.status === 'skipped') {
    const { reason: skipReason, upstream } = outcome;
    run.emit('datapipes.pipe_skipped', () => ({
      ...{ ...who(), skipReason },
      ...(upstream === undefined ? {} : { upstream }),
    }));
  }
  if (outcome.status === 'cancelled')
    run.emit('datapipes.pipe_cancelled', () => ({ ...who(), reason: outcome.reason }));
}

/** Tells how all of it ended. */
export function tellEnded(run: HybridRun, result: HybridResult): void {
  const durationSeconds = result.elapsedMs / 1_000;
  const { cancelling: reason = 'a pipe was cancelled' } = result;
  switch (result.status) {
    case 'succeeded':
      run.emit('orchestrator.hybrid_completed', () => ({ ...whole(run), durationSeconds }));
      break;
    case 'cancelled':
      run.emit('orchestrator.hybrid_cancelled', () => ({ ...whole(run), reason, durationSeconds }));
      break;
    case 'failed':
      run.emit('orchestrator.hybrid_failed', () => ({
        ...whole(run),
        ...failureOf(new HybridFailedError(result)),
        durationSeconds,
      }));
  }
}

const whole = ({ runId, pipeIds, streamIds }: HybridRun) => ({ runId, pipeIds, streamIds });
