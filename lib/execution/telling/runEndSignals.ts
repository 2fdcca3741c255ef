import { failureOf } from '../../signals/failureOf.ts';
import { failedIn, RunFailedError } from '../runFailedError.ts';
import type { RunResult } from '../runRecord.ts';
import { told } from './planSignals.ts';
import type { Emit } from './runEmit.ts';
import { seconds } from './seconds.ts';

/** Tells how a run ended: the plan first, then the run as a whole. */
export function runEndSignals(result: RunResult, emit: Emit): void {
  const { runId, pipeIds, elapsedMs } = result;
  const durationSeconds = seconds(elapsedMs);
  const { successCount, failedCount, ...others } = told(result.counts);
  if (result.status === 'succeeded') {
    const all = { successCount, failedCount, ...others, durationSeconds };
    emit('orchestrator.execution_completed', { runId, ...all });
    emit('datapipes.after_run', () => ({ runId, pipeIds, pipeCount: pipeIds.length, ...all }));
    return;
  }
  const failedPipes = failedIn(result).map(({ pipeId }) => pipeId);
  const [failedPipe] = failedPipes;
  const failure = { ...failureOf(new RunFailedError(result)), durationSeconds };
  emit('orchestrator.execution_failed', { runId, failedPipes, ...failure });
  emit('datapipes.run_failed', () => ({
    ...{ runId, pipeIds, successCount, failedCount, ...failure },
    ...(failedPipe === undefined ? {} : { failedPipe }),
  }));
}
