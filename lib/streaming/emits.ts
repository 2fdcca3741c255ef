import type { Emits } from '../signals/emitter.ts';

/** What this room emits. */
export const emits = {
  emitter: 'streaming',
  signals: [
    'streaming.listener_gap',
    'streaming.query_exception',
    'streaming.query_healthy',
    'streaming.query_idle',
    'streaming.query_stalled',
    'streaming.query_unhealthy',
    'streaming.spark_query_idle',
    'streaming.spark_query_progress',
    'streaming.spark_query_started',
    'streaming.spark_query_terminated',
    'streaming.watchdog_error',
    'streaming.watchdog_started',
    'streaming.watchdog_stopped',
  ],
} as const satisfies Emits;
