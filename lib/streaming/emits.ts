import type { Emits } from '../signals/emitter.ts';

/** What this room emits. */
export const emits = {
  emitter: 'streaming',
  signals: [
    'streaming.query_registered',
    'streaming.before_start',
    'streaming.query_started',
    'streaming.start_failed',
    'streaming.query_progress',
    'streaming.before_stop',
    'streaming.query_stopped',
    'streaming.query_failed',
    'streaming.query_terminated',
    'streaming.query_restarted',
    'streaming.query_revived',
    'streaming.orchestrator_started',
    'streaming.orchestrator_completed',
    'streaming.orchestrator_failed',
    'streaming.orchestrator_stopped',
  ],
} as const satisfies Emits;
