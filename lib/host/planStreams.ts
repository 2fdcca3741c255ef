import {
  catchError,
  concat,
  concatMap,
  defer,
  EMPTY,
  from,
  map,
  type Observable,
  of,
  takeUntil,
} from 'rxjs';
import { streamExecution } from '../streaming/streamExecution.ts';
import { streamRun } from '../streaming/streamRun.ts';
import type { StreamChanged, StreamEnded } from './hybridEvent.ts';
import { type HybridRun, mayStartStreams } from './hybridRun.ts';
import type { HybridSetup } from './hybridSetup.ts';
import { noted } from './noted.ts';
import { streamEnd } from './streamEnd.ts';
import type { SkippedStream } from './streamOutcome.ts';
import { streamSkips } from './streamSkips.ts';

/** The streams of a plan that may start, once the pipes that run once have ended, until all are over. */
export function planStreams(
  run: HybridRun,
  cancel$: Observable<string>,
): Observable<StreamChanged | StreamEnded> {
  const { plan, options, generations } = run.setup;
  const cancelled$ = cancel$.pipe(catchError(() => of(undefined)));
  return defer(() => {
    if (!mayStartStreams(run)) return EMPTY;
    const { streamIds, batch } = run;
    return streamSkips({ plan, streamIds, batch, engine: options.engine }).pipe(
      takeUntil(cancelled$),
      concatMap((skips) =>
        concat(
          skipped(run, skips),
          defer(() => startedStreams(run, without(generations, skips), cancelled$)),
        ),
      ),
    );
  }).pipe(noted(run));
}

const without = (generations: HybridSetup['generations'], skips: ReadonlyMap<string, unknown>) =>
  generations.map((ids) => ids.filter((id) => !skips.has(id))).filter((ids) => ids.length > 0);

function skipped(run: HybridRun, skips: ReadonlyMap<string, SkippedStream>): Observable<StreamEnded> {
  const ids = run.streamIds.filter((id) => skips.has(id));
  return from(ids.map((id) => streamEnd(run, skips.get(id) as SkippedStream)));
}

function startedStreams(
  run: HybridRun,
  generations: HybridSetup['generations'],
  cancelled$: Observable<unknown>,
): Observable<StreamChanged> {
  if (generations.length === 0 || !mayStartStreams(run)) return EMPTY;
  run.streams = streamRun(run.setup.queries, generations, run.operation);
  return streamExecution(run.streams, cancelled$).pipe(
    map((status) => ({
      ...{ name: 'stream_changed', runId: run.runId, at: status.since },
      ...{ pipeId: status.queryId, status },
    })),
  );
}
