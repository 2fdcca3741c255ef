import type { Emits } from '../signals/emitter.ts';

/** What this room emits. */
export const emits = {
  emitter: 'streaming',
  signals: [
    'dimension.watch_started',
    'dimension.watch_stopped',
    'dimension.changed',
    'dimension.check_failed',
    'streaming.dependencies_registered',
    'streaming.dimension_change_detected',
    'streaming.restart_scheduled',
    'streaming.restart_coalesced',
    'streaming.restart_throttled',
    'streaming.restart_blocked',
    'streaming.before_restart',
    'streaming.after_restart',
    'streaming.restart_failed',
    'streaming.cascade_restart_started',
    'streaming.cascade_restart_completed',
  ],
} as const satisfies Emits;
