import type { Agenda } from '../agenda.ts';
import type { GenerationCompleted, GenerationStarted, RunStalled, RunStarted } from '../runEvent.ts';
import type { OutcomeCounts } from '../runRecord.ts';
import type { Emit } from './runEmit.ts';
import { seconds } from './seconds.ts';

/** Tells how a plan is being carried out. */
export function planSignals(
  event: RunStarted | GenerationStarted | GenerationCompleted | RunStalled,
  agenda: Agenda,
  fromCache: boolean,
  emit: Emit,
): void {
  switch (event.name) {
    case 'run_started':
      started(event, agenda, fromCache, emit);
      break;
    case 'generation_started': {
      const { runId, generation: generationIndex, pipeCount } = event;
      emit('orchestrator.generation_started', () => ({
        runId,
        generationIndex,
        pipeIds: pipesOf(agenda, generationIndex),
        pipeCount,
      }));
      break;
    }
    case 'generation_completed': {
      const { runId, generation: generationIndex, counts, startedAt, at } = event;
      emit('orchestrator.generation_completed', () => ({
        runId,
        generationIndex,
        ...told(counts),
        durationSeconds: seconds(at - startedAt),
      }));
      break;
    }
    case 'run_stalled': {
      const { runId, stall } = event;
      emit('orchestrator.execution_stalled', () => ({
        runId,
        silentSeconds: seconds(stall.silentMs),
        running: stall.running.map(({ pipeId }) => pipeId),
        waiting: stall.waiting.map(({ pipeId }) => pipeId),
        waitingCount: stall.waitingCount,
      }));
      break;
    }
  }
}

/** Counts in the words of the signals. */
export const told = ({ succeeded, failed, skipped, cancelled }: OutcomeCounts) => ({
  successCount: succeeded,
  failedCount: failed,
  skippedCount: skipped,
  cancelledCount: cancelled,
});

function started(
  { runId, run, warnings }: RunStarted,
  agenda: Agenda,
  fromCache: boolean,
  emit: Emit,
): void {
  const { plan, strategy, mode, pipes, generationSizes } = agenda;
  const [pipeCount, generationCount] = [pipes.length, generationSizes.length];
  emit('datapipes.before_run', () => ({
    runId,
    pipeIds: run.pipeIds,
    pipeCount,
    executionMode: mode,
    generationCount,
  }));
  if (plan)
    emit('orchestrator.plan_generated', () => ({
      ...{ runId, strategy, mode, pipeIds: run.pipeIds, pipeCount, generationCount, fromCache },
      maxParallelism: plan.maxParallelism,
    }));
  for (const { kind, message, pipeIds } of warnings)
    emit('orchestrator.warning_raised', () => ({ runId, kind, message, pipeIds }));
  emit('orchestrator.execution_started', () => ({ runId, strategy, pipeCount }));
}

function pipesOf({ plan, pipes }: Agenda, generation: number): readonly string[] {
  if (plan) return plan.generations[generation] ?? [];
  return pipes.slice(generation, generation + 1).map(({ id }) => id);
}
