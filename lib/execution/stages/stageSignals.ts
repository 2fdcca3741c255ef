import { failureOf } from '../../signals/failureOf.ts';
import type { Emit } from '../telling/runEmit.ts';
import { seconds } from '../telling/seconds.ts';
import type { StagedRun } from './stagedRuns.ts';
import type { StageOutcome } from './stageOutcome.ts';

const named = (executionId: string, { id, description, layer }: StagedRun['stage']) => ({
  ...{ executionId, stage: id, stageDescription: description, layer },
});

/** Tells that a stage is about to run. */
export function tellStageStarted(executionId: string, { stage, pipeIds }: StagedRun, emit: Emit): void {
  emit('stage.before_execute', () => ({
    ...named(executionId, stage),
    ...{ stageDetails: { ...stage.details }, pipeCount: pipeIds.length, pipeIds },
  }));
}

/** Tells that its layer can keep watermarks, and that its pipes are run. */
export function tellPipesStarted(executionId: string, { stage, pipeIds }: StagedRun, emit: Emit): void {
  emit('stage.watermark_ensured', () => ({ executionId, layer: stage.layer }));
  emit('stage.pipes_started', () => ({ executionId, pipeIds }));
}

/** Tells how a stage ended that was started. */
export function tellStageEnded(
  executionId: string,
  { stage }: StagedRun,
  outcome: Extract<StageOutcome, { readonly startedAt: number }>,
  emit: Emit,
): void {
  const { status, result, startedAt, endedAt, error } = outcome;
  const durationSeconds = seconds(endedAt - startedAt);
  if (result) {
    const pipeCount = result.pipeIds.length;
    emit('stage.pipes_completed', () => ({ executionId, pipeCount }));
  }
  if (status === 'succeeded') {
    const { succeeded: pipesExecuted = 0 } = result?.counts ?? {};
    emit('stage.after_execute', () => ({ ...named(executionId, stage), pipesExecuted, durationSeconds }));
    return;
  }
  emit('stage.execute_failed', () => ({
    ...named(executionId, stage),
    ...failureOf(error),
    durationSeconds,
  }));
}
