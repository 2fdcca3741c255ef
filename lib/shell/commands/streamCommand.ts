import {
  catchError,
  concat,
  defer,
  finalize,
  ignoreElements,
  map,
  merge,
  type Observable,
  of,
  Subject,
  takeUntil,
  tap,
  throwError,
  timer,
} from 'rxjs';
import type { Runtime } from '../../host/runtime.ts';
import { StreamFailedError } from '../../streaming/streamFailedError.ts';
import { StreamStartError } from '../../streaming/streamStartError.ts';
import type { Call } from '../call.ts';
import { chosenStreams } from '../chosenStreams.ts';
import type { Command } from '../command.ts';
import { exitCodes } from '../exitCodes.ts';
import { interruptCode } from '../interruptCode.ts';
import { isLive } from '../isLive.ts';
import { live } from '../live.ts';
import { opened } from '../opened.ts';
import { colours, noColours } from '../paint.ts';
import { queryFrame } from '../queryFrame.ts';
import type { QueryHappening } from '../queryHappening.ts';
import { queryJson } from '../queryJson.ts';
import { queryLine } from '../queryLine.ts';
import { selectionArgument } from '../selectionWords.ts';
import { streamedQueries } from '../streamedQueries.ts';
import { withRuntime } from '../withRuntime.ts';

/** Runs queries and pipes that run as streams until they are stopped. */
export const streamCommand: Command = {
  name: 'stream',
  summary: 'run streams until they are stopped',
  about: 'Ctrl-C stops them, each at the end of what it is at; a second one ends it at once.',
  args: [
    {
      ...selectionArgument,
      summary: 'ids of queries, or a selection of pipes that run as streams (default: all)',
    },
  ],
  options: { for: { value: 'seconds', summary: 'stop after so long, and call that a success' } },
  examples: ['rekindle stream', 'rekindle stream gold.revenue --for 60', 'rekindle stream tag:finance'],
  graceful: true,
  run: (call) =>
    withRuntime(call, (runtime) =>
      concat(
        opened(runtime),
        chosenStreams(runtime, call.args, (queryIds) => streamed(runtime, queryIds, call)),
      ),
    ),
};

function streamed(runtime: Runtime, queryIds: readonly string[], call: Call): Observable<number> {
  const { queries, scheduler, streams } = runtime;
  return defer(() => {
    const seconds = call.number('for', { least: 1 });
    let code: number = exitCodes.ok;
    const asked$ = call.stop$.pipe(
      tap((interrupt) => {
        code = interruptCode(interrupt);
      }),
    );
    const late$ = seconds === undefined ? [] : [timer(seconds * 1_000, scheduler)];
    const over$ = new Subject<void>();
    const states$ = streamedQueries(runtime, queryIds, merge(asked$, ...late$)).pipe(
      map((status): QueryHappening => ({ name: 'query_state', status })),
      finalize(() => over$.next()),
      catchError((error) => {
        if (!(error instanceof StreamFailedError || error instanceof StreamStartError))
          return throwError(() => error);
        code = exitCodes.failed;
        if (error instanceof StreamStartError) call.note(`  ${error.message}`);
        return of<QueryHappening>();
      }),
    );
    const progress$ = queries.progress$.pipe(
      map((progressed): QueryHappening => ({ name: 'query_progress', progressed })),
    );
    const restarts$ = streams.restarts$.pipe(ignoreElements());
    const happenings$ = merge(merge(queries.run$, progress$, restarts$).pipe(takeUntil(over$)), states$);
    return concat(
      happenings$.pipe(told(runtime, queryIds, call), ignoreElements()),
      defer(() => of(code)),
    );
  });
}

type Tell = (source: Observable<QueryHappening>) => Observable<QueryHappening>;

function told({ queries, scheduler }: Runtime, queryIds: readonly string[], call: Call): Tell {
  if (call.json) return tap((happening) => call.sayEvent(queryJson(happening)));
  if (call.quiet) return tap();
  if (!isLive(call.terminal))
    return tap((happening) => {
      const line = queryLine(happening, noColours);
      if (line !== undefined) call.say(line);
    });
  return live<QueryHappening>(call.terminal, {
    lines: (happening) => (happening.name === 'query_state' ? [queryLine(happening, colours) ?? ''] : []),
    frame: () => queryFrame(queries, queryIds, { paint: colours, now: scheduler.now() }),
  });
}
