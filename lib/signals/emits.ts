import type { Emits } from './emitter.ts';

/** What this room emits. */
export const emits = {
  emitter: 'signals',
  signals: ['signals.observer_failed', 'signals.observer_removed'],
} as const satisfies Emits;
