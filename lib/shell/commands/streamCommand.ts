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
import type { Command } from '../command.ts';
import { exitCodes } from '../exitCodes.ts';
import { interruptCode } from '../interruptCode.ts';
import { isLive } from '../isLive.ts';
import { live } from '../live.ts';
import { colours, noColours } from '../paint.ts';
import { queryFrame } from '../queryFrame.ts';
import type { QueryHappening } from '../queryHappening.ts';
import { queryJson } from '../queryJson.ts';
import { queryLine } from '../queryLine.ts';
import { streamedQueries } from '../streamedQueries.ts';
import { UsageError, unknownWord } from '../usageError.ts';
import { withRuntime } from '../withRuntime.ts';

/** Runs queries until they are stopped. */
export const streamCommand: Command = {
  name: 'stream',
  summary: 'run queries until they are stopped',
  about: 'Ctrl-C stops them, each at the end of what it is at; a second one ends it at once.',
  args: [{ name: 'query', summary: 'ids of queries (default: all)', optional: true, many: true }],
  options: { for: { value: 'seconds', summary: 'stop after so long, and call that a success' } },
  examples: ['rekindle stream', 'rekindle stream revenue --for 60'],
  graceful: true,
  run: (call) => withRuntime(call, (runtime) => streamed(runtime, call)),
};

function streamed(runtime: Runtime, call: Call): Observable<number> {
  const { queries, scheduler } = runtime;
  return defer(() => {
    const queryIds = chosen(runtime, call);
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
    const happenings$ = merge(merge(queries.run$, progress$).pipe(takeUntil(over$)), states$);
    return concat(
      happenings$.pipe(told(runtime, queryIds, call), ignoreElements()),
      defer(() => of(code)),
    );
  });
}

function chosen({ queries }: Runtime, { args }: Call): readonly string[] {
  const known = queries.list().map(({ queryId }) => queryId);
  if (known.length === 0) throw new UsageError('expected queries to run, and the project exports none');
  const stranger = args.find((id) => !known.includes(id));
  if (stranger !== undefined) throw unknownWord('the id of a query', { word: stranger, known });
  return args.length === 0 ? known : [...new Set(args)];
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
