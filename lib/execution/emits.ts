import type { Emits } from '../signals/emitter.ts';

/** What this room emits. */
export const emits = {
  emitter: 'execution',
  signals: [
    'datapipes.before_run',
    'datapipes.after_run',
    'datapipes.run_failed',
    'datapipes.before_pipe',
    'datapipes.after_pipe',
    'datapipes.pipe_failed',
    'datapipes.pipe_skipped',
    'datapipes.pipe_cancelled',
    'datapipes.pipe_retrying',
    'datapipes.pipe_progress',
    'datapipes.pipe_logged',
    'datapipes.journal_failed',
    'entity.check_passed',
    'entity.check_failed',
    'entity.freshness_violated',
    'orchestrator.plan_generated',
    'orchestrator.warning_raised',
    'orchestrator.execution_started',
    'orchestrator.generation_started',
    'orchestrator.generation_completed',
    'orchestrator.execution_stalled',
    'orchestrator.execution_completed',
    'orchestrator.execution_failed',
    'orchestrator.cache_recommended',
    'orchestrator.cache_hit',
    'orchestrator.cache_miss',
  ],
} as const satisfies Emits;
