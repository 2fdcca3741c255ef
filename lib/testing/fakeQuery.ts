import {
  asyncScheduler,
  defer,
  finalize,
  ignoreElements,
  type MonoTypeOperatorFunction,
  map,
  NEVER,
  type Observable,
  type SchedulerLike,
  Subject,
  takeUntil,
  tap,
  timer,
} from 'rxjs';
import type { SubscriptionFrames } from './compareSubscriptions.ts';
import { parseExpected } from './parseExpected.ts';
import { playMarbles } from './playMarbles.ts';

/** What a fake query says of a batch. */
export interface FakeProgress {
  readonly batchId: number;
  readonly numInputRows: number;
  readonly inputRowsPerSecond: number;
  readonly processedRowsPerSecond: number;
  readonly durationMs: number;
}

export interface FakeQueryOptions {
  /** How long it takes to start, in milliseconds; `Infinity` hangs. @default 0 */
  readonly startTakes?: number;
  /** How long it takes to stop, in milliseconds; `Infinity` hangs. @default 0 */
  readonly stopTakes?: number;
  /** What letters report beside what they do by themselves: 100 rows, and `i` none. @default { p: {}, i: {} } */
  readonly reports?: Readonly<Record<string, Partial<FakeProgress>>>;
  /** What it fails with at `#`. @default new Error('the fake query failed') */
  readonly error?: unknown;
  /** The clock. @default asyncScheduler */
  readonly scheduler?: SchedulerLike;
}

/** A streaming query that does what a diagram draws. */
export interface FakeQuery {
  /** Emits the query once it has started, unless it is stopped before; for who waits for that. */
  readonly started$: Observable<FakeQuery>;
  /** Its progress, from the beginning of the diagram with each subscription, until it is stopped. */
  readonly progress$: Observable<FakeProgress>;
  /** Subscribing stops it: completes once it has stopped, and then `progress$` has completed too. */
  readonly stop: () => Observable<never>;
  /** When `progress$` was subscribed, as `expectSubscriptions` takes it. */
  readonly subscriptions: readonly SubscriptionFrames[];
}

/**
 * A streaming query out of a diagram: `p` is a batch, `i` finds nothing to do, `#` fails and `|` ends. Batches are
 * numbered from 0, on and on over all subscriptions, as they are over restarts from one checkpoint; a report
 * without rows has the number of the batch to come.
 *
 * ```ts
 * const slow = fakeQuery('--p-p--u--#', { reports: { u: { processedRowsPerSecond: 10 } }, stopTakes: 5_000 });
 * ```
 */
export function fakeQuery(
  diagram: string,
  {
    startTakes = 0,
    stopTakes = 0,
    reports = {},
    error = new Error('the fake query failed'),
    scheduler = asyncScheduler,
  }: FakeQueryOptions = {},
): FakeQuery {
  const messages = parseExpected(diagram, reportsOf(reports), error);
  const subscriptions: SubscriptionFrames[] = [];
  const stopped$ = new Subject<void>();
  const numbered = numbering();
  const after = (ms: number) => (ms === Number.POSITIVE_INFINITY ? NEVER : timer(ms, scheduler));
  const query: FakeQuery = {
    started$: after(startTakes).pipe(
      map(() => query),
      takeUntil(stopped$),
    ),
    progress$: playMarbles(messages, scheduler).pipe(
      map((report) => numbered(report as Report)),
      takeUntil(stopped$),
      noteSubscriptions(subscriptions, scheduler),
    ),
    stop: () =>
      after(stopTakes).pipe(
        tap(() => stopped$.next()),
        ignoreElements(),
      ),
    subscriptions,
  };
  return query;
}

/** A batch has a number of its own only where it was given one. */
type Report = Omit<FakeProgress, 'batchId'> & Partial<FakeProgress>;

const batch = { numInputRows: 100, inputRowsPerSecond: 100, processedRowsPerSecond: 200, durationMs: 500 };
const idle = { numInputRows: 0, inputRowsPerSecond: 0, processedRowsPerSecond: 0, durationMs: 10 };

function reportsOf(own: Readonly<Record<string, Partial<FakeProgress>>>): Record<string, Report> {
  const letters = Object.entries({ p: {}, i: {}, ...own });
  return Object.fromEntries(
    letters.map(([letter, report]) => [letter, { ...(letter === 'i' ? idle : batch), ...report }]),
  );
}

/** Numbers batches; reports without rows, and those that have a number already, count for nothing. */
function numbering(): (report: Report) => FakeProgress {
  let batches = 0;
  return (report) => {
    const progress = { batchId: batches, ...report };
    if (report.batchId === undefined && report.numInputRows > 0) batches += 1;
    return progress;
  };
}

function noteSubscriptions<T>(
  notes: SubscriptionFrames[],
  scheduler: SchedulerLike,
): MonoTypeOperatorFunction<T> {
  return (source) =>
    defer(() => {
      const note = { subscribedFrame: scheduler.now(), unsubscribedFrame: Number.POSITIVE_INFINITY };
      notes.push(note);
      return source.pipe(
        finalize(() => {
          note.unsubscribedFrame = scheduler.now();
        }),
      );
    });
}
