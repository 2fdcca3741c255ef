import { type CoreName, catalogue } from '../signals/catalogue.ts';
import { isFailure } from './isFailure.ts';

/** How much a signal matters, from least to most. */
export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

/**
 * The level of a signal by its name. Failures are errors. What goes on, but not as it should, is a warning.
 * What is sent very often, what is only about to happen, and what found nothing to do is for debugging.
 */
export function signalLevel(name: string): LogLevel {
  if (isFailure(name)) return 'error';
  if (/[._](retrying|unhealthy|stalled|throttled|blocked|gap)$/.test(name) || warnings.has(name))
    return 'warn';
  if (isHighVolume(name) || /\.before_|[._]idle$/.test(name)) return 'debug';
  return 'info';
}

/** Warnings of the core by words that need not be one elsewhere: an order may be cancelled, an item removed. */
const warnings: ReadonlySet<string> = new Set<CoreName>([
  'datapipes.pipe_cancelled',
  'job.cancelled',
  'streaming.recovery_attempted',
  'orchestrator.warning_raised',
  'signals.observer_removed',
]);

function isHighVolume(name: string): boolean {
  return Object.hasOwn(catalogue, name) && catalogue[name as CoreName].highVolume;
}
