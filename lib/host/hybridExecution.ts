import {
  catchError,
  concat,
  defer,
  ignoreElements,
  merge,
  type Observable,
  of,
  Subject,
  shareReplay,
  takeUntil,
  tap,
  throwError,
} from 'rxjs';
import { cancelReasons } from '../execution/cancelReasons.ts';
import { StreamFailedError } from '../streaming/streamFailedError.ts';
import { StreamStartError } from '../streaming/streamStartError.ts';
import { batchPipes } from './batchPipes.ts';
import type { HybridEvent } from './hybridEvent.ts';
import { HybridFailedError } from './hybridFailedError.ts';
import { hybridResultOf } from './hybridResultOf.ts';
import { type HybridRun, hybridRun } from './hybridRun.ts';
import type { HybridSetup } from './hybridSetup.ts';
import { tellEnded, tellStarted } from './hybridSignals.ts';
import { planStreams } from './planStreams.ts';
import { streamEnd } from './streamEnd.ts';
import { streamOutcomeOf } from './streamOutcomeOf.ts';

/** One run of a plan, from its first event to its last. `stop$` has it cancelled. */
export function hybridExecution(setup: HybridSetup, stop$: Observable<unknown>): Observable<HybridEvent> {
  return defer(() => {
    refuseIdle(setup);
    const run = hybridRun(setup);
    const done$ = new Subject<void>();
    // One subscription for both parts, so that nobody has to ask again in the second.
    const cancel$ = cancelReasons(stop$, setup.options.cancel$).pipe(
      shareReplay({ bufferSize: 1, refCount: true }),
    );
    return merge(
      cancelling(run, cancel$).pipe(takeUntil(done$)),
      concat(started(run), batchPipes(run, cancel$), planStreams(run, cancel$), ended(run, done$)),
    );
  });
}

/** Nothing is to run for hours before it turns out that no stream can start. */
function refuseIdle({ queries, generations }: HybridSetup): void {
  if (generations.length > 0 && !queries.running)
    throw new Error('expected run$ of the queries to be subscribed to before the plan is, but nobody is');
}

/** Notes why all of it is cancelled. While the pipes run that run once, a failure is told by their run. */
function cancelling(run: HybridRun, cancel$: Observable<string>): Observable<never> {
  return cancel$.pipe(
    catchError((error: unknown) => {
      if (run.setup.batch === undefined || run.batch !== undefined) run.errors.push(error);
      return of('what was to cancel it failed');
    }),
    tap((reason) => {
      run.cancelling ??= reason;
    }),
    ignoreElements(),
  );
}

function started(run: HybridRun): Observable<HybridEvent> {
  return defer(() => {
    tellStarted(run);
    const { runId, startedAt: at, pipeIds, streamIds } = run;
    return of<HybridEvent>({
      ...{ name: 'hybrid_started', runId, at, pipeIds, streamIds },
      warnings: run.setup.plan.warnings,
    });
  });
}

/** Says how all of it ended; after that, nothing is told any more. */
function ended(run: HybridRun, done$: Subject<void>): Observable<HybridEvent> {
  return defer(() => {
    done$.next();
    noteFailures(run);
    const left = run.streamIds.filter((id) => !run.outcomes.has(id));
    const ends = left.map((id) => streamEnd(run, streamOutcomeOf(id, run)));
    const result = hybridResultOf(run);
    tellEnded(run, result);
    const name = result.status === 'succeeded' ? 'hybrid_completed' : 'hybrid_failed';
    const all$ = of(...ends, { name, runId: run.runId, at: result.endedAt, result } as const);
    return name === 'hybrid_completed'
      ? all$
      : concat(
          all$,
          throwError(() => new HybridFailedError(result)),
        );
  });
}

/** Streams that were stopped end without an error, also where some had failed before. */
function noteFailures({ streams, errors }: HybridRun): void {
  if (!streams || streams.failures.size === 0) return;
  if (errors.some((error) => error instanceof StreamFailedError || error instanceof StreamStartError))
    return;
  errors.push(new StreamFailedError(streams.failures, streams.queryIds.length));
}
