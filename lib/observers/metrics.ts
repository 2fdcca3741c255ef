import { asyncScheduler, audit, defer, map, race, type SchedulerLike, Subject, tap, timer } from 'rxjs';
import type { SignalObserver } from '../signals/signals.ts';
import type { MetricsSnapshot } from './metricsSnapshot.ts';
import { MetricsTally } from './metricsTally.ts';

export interface MetricsOptions {
  /** Least time between two snapshots in milliseconds. @default 1_000 */
  readonly every?: number;
  /** Upper limits in seconds of the buckets of durations, ascending. @default 10 ms to an hour */
  readonly buckets?: readonly number[];
  /** How many signals are told apart; the rest counts as `other`. @default 2_000 */
  readonly maxSignals?: number;
  /** How many types of errors, and fields of rows, of a signal are told apart. @default 100 */
  readonly maxTypes?: number;
  /** The clock. @default asyncScheduler */
  readonly scheduler?: SchedulerLike;
}

/**
 * Counts and times everything: signals, failures by type of error, durations, rows.
 *
 * No timer runs while nothing comes. Fields of rows are summed up as they are told, whatever they mean.
 *
 * - emits a snapshot `every` milliseconds after the first signal that the last one did not count, and one of
 *   what is left when the source completes
 * - completes when the source completes
 * - errors when the source errors; what no snapshot has told is lost
 * - on unsubscribe, forgets what was counted
 */
export function metrics({
  every = 1_000,
  buckets = DEFAULT_BUCKETS,
  maxSignals = 2_000,
  maxTypes = 100,
  scheduler = asyncScheduler,
}: MetricsOptions = {}): SignalObserver<MetricsSnapshot> {
  refuseUnusable(buckets, { every, maxSignals, maxTypes });
  return (all$) =>
    defer(() => {
      const tally = new MetricsTally({ buckets, maxSignals, maxTypes });
      const ended$ = new Subject<void>();
      return all$.pipe(
        // Ends the wait before `audit` hears of the completion, which it would hold back until the wait is over.
        tap({ next: (event) => tally.add(event), complete: () => ended$.next() }),
        audit(() => race(ended$, timer(every, scheduler))),
        map(() => tally.snapshot()),
      );
    });
}

const DEFAULT_BUCKETS: readonly number[] = [0.01, 0.05, 0.1, 0.5, 1, 5, 15, 60, 300, 900, 3_600];

function refuseUnusable(buckets: readonly number[], counts: Readonly<Record<string, number>>): void {
  const ascending = buckets.every((limit, index) => limit > (buckets[index - 1] ?? 0) && limit < Infinity);
  if (!ascending)
    throw new RangeError(`expected buckets to be positive and ascending, got ${buckets.join(', ')}`);
  for (const [name, count] of Object.entries(counts)) {
    if (!Number.isInteger(count) || count < 1)
      throw new RangeError(`expected ${name} to be a positive integer, got ${count}`);
  }
}
