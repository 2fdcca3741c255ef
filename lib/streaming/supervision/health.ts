import {
  asyncScheduler,
  defer,
  finalize,
  map,
  mergeMap,
  type Observable,
  type OperatorFunction,
  type SchedulerLike,
  Subject,
  takeUntil,
  takeWhile,
  tap,
} from 'rxjs';
import type { Pace } from '../../../operators/fallsBehind.ts';
import type { Health } from '../../../operators/health.ts';
import { silenceClock } from '../../../operators/silenceClock.ts';
import { type WatchdogOptions, watchdog } from '../../../operators/watchdog.ts';
import { failureOf } from '../../signals/failureOf.ts';
import type { Emit } from '../emit.ts';
import { healthSignals } from './healthSignals.ts';

/** A query whose health is watched from now on, until its progress ends. */
export interface WatchedQuery<T extends Pace = Pace> {
  readonly queryId: string;
  readonly progress$: Observable<T>;
  /** Emits when the query was restarted and its progress goes on. @default its progress says it all */
  readonly restart$?: Observable<unknown>;
}

/** The health of a query, whenever it changes. */
export type QueryHealth<T extends Pace = Pace> = Health<T> & { readonly queryId: string };

export interface HealthOptions<T extends Pace>
  extends Omit<WatchdogOptions<T>, 'restart$' | 'clock' | 'checkEvery' | 'scheduler'> {
  /** Tells signals, as `signals.emit` does. @default nobody is told */
  readonly emit?: Emit;
  /** Says of what kind a failure is. @default 'unknown' */
  readonly classify?: (error: unknown) => string;
  /** How often silence is looked for, in milliseconds. @default 30_000 */
  readonly checkEvery?: number;
  /** Runs the one timer of all queries. @default asyncScheduler */
  readonly scheduler?: SchedulerLike;
}

/**
 * Watches the health of queries, all with one timer, and tells of it as signals.
 *
 * A query that comes a second time takes the place of the first, and has all its time to start. One that fails
 * is told and not watched any more; the others are.
 *
 * - emits the health of each query whenever it changes, 'unknown' when it comes
 * - completes when the source has completed and the progress of all queries has ended
 * - errors when the source errors, or `isIdle`, `isBehind` or `classify` throws
 * - on unsubscribe, nothing is watched any more
 */
export function health<T extends Pace>({
  emit = () => undefined,
  classify = () => 'unknown',
  checkEvery = 30_000,
  scheduler = asyncScheduler,
  ...limits
}: HealthOptions<T> = {}): OperatorFunction<WatchedQuery<T>, QueryHealth<T>> {
  const clock = silenceClock({ checkEvery, scheduler });
  const dog = watchdog<T>({ ...limits, clock });
  const watch = ({ queryId, progress$, restart$ }: WatchedQuery<T>) =>
    progress$.pipe(
      restart$ ? watchdog<T>({ ...limits, clock, restart$ }) : dog,
      map((told): QueryHealth<T> => {
        healthSignals(queryId, told, { emit, classify });
        return { queryId, ...told };
      }),
      // The error that comes after it is the query's own, and told.
      takeWhile(({ state }) => state !== 'exception', true),
    );
  return (queries$) => queries$.pipe(oneEach(watch), toldAs(emit, checkEvery));
}

/** Watches each query until one of the same id comes. */
function oneEach<T extends Pace>(
  watch: (query: WatchedQuery<T>) => Observable<QueryHealth<T>>,
): OperatorFunction<WatchedQuery<T>, QueryHealth<T>> {
  return (queries$) =>
    defer(() => {
      const replaced = new Map<string, Subject<void>>();
      return queries$.pipe(
        mergeMap((query) => {
          const replaced$ = new Subject<void>();
          replaced.get(query.queryId)?.next();
          replaced.set(query.queryId, replaced$);
          return watch(query).pipe(
            takeUntil(replaced$),
            finalize(() => {
              if (replaced.get(query.queryId) === replaced$) replaced.delete(query.queryId);
            }),
          );
        }),
      );
    });
}

/** Tells when watching begins, ends and fails. */
function toldAs<T>(emit: Emit, checkEvery: number): (source: Observable<T>) => Observable<T> {
  return tap<T>({
    subscribe: () => emit('streaming.watchdog_started', () => ({ intervalSeconds: checkEvery / 1_000 })),
    error: (error: unknown) => emit('streaming.watchdog_error', () => failureOf(error)),
    finalize: () => emit('streaming.watchdog_stopped', {}),
  });
}
