import type { Emits } from '../signals/emitter.ts';

/** What this room emits. */
export const emits = {
  emitter: 'host',
  signals: [
    'bootstrap.started',
    'bootstrap.framework_ready',
    'bootstrap.failed',
    'datapipes.pipe_skipped',
    'datapipes.pipe_cancelled',
    'orchestrator.hybrid_started',
    'orchestrator.hybrid_completed',
    'orchestrator.hybrid_failed',
    'orchestrator.hybrid_cancelled',
  ],
} as const satisfies Emits;
