import {
  concat,
  defer,
  finalize,
  ignoreElements,
  merge,
  type Observable,
  of,
  Subject,
  takeUntil,
  tap,
  throwError,
} from 'rxjs';
import type { Runtime } from '../../host/runtime.ts';
import { counted } from '../../planning/counted.ts';
import type { SignalEvent } from '../../signals/signalEvent.ts';
import type { Call } from '../call.ts';
import type { Command } from '../command.ts';
import { exitCodes } from '../exitCodes.ts';
import { type IngestTally, rejectedText, tellFile } from '../ingestTally.ts';
import { interruptCode } from '../interruptCode.ts';
import { opened } from '../opened.ts';
import { rowsText } from '../rowsText.ts';
import { UsageError } from '../usageError.ts';
import { withRuntime } from '../withRuntime.ts';

/** Takes in files. */
export const ingestCommand: Command = {
  name: 'ingest',
  summary: 'take in files that have come',
  args: [{ name: 'entry', summary: 'ids of ingestion entries (default: all)', optional: true, many: true }],
  options: { watch: { summary: 'go on with what comes, until it is stopped' } },
  examples: ['rekindle ingest', 'rekindle ingest orders --watch'],
  graceful: true,
  run: (call) => withRuntime(call, (runtime) => ingested(runtime, call)),
};

function ingested({ ingest, signals, engine }: Runtime, call: Call): Observable<number> {
  if (ingest === undefined)
    return throwError(
      () => new UsageError('expected ingestion entries, and there are none in this project'),
    );
  return defer(() => {
    const over$ = new Subject<void>();
    const tally: IngestTally = { files: 0, failed: 0, rows: 0, rejected: 0 };
    let stopped: number | undefined;
    const told$ = signals.of('file_ingestion.*').pipe(
      tap((event) => tell(event, tally, call)),
      takeUntil(over$),
    );
    const stopped$ = call.stop$.pipe(
      tap((interrupt) => {
        stopped = interruptCode(interrupt);
      }),
    );
    const work$ = concat(opened({ engine }), ingest(call.args, { watch: call.flag('watch') })).pipe(
      takeUntil(stopped$),
      finalize(() => over$.next()),
    );
    const code$ = defer(() => of(stopped ?? codeOf(tally, call)));
    return concat(merge(told$, work$).pipe(ignoreElements()), code$);
  });
}

function tell(event: SignalEvent, tally: IngestTally, call: Call): void {
  const line = tellFile(tally, event);
  if (call.json) call.sayEvent(event);
  else if (line !== undefined && !call.quiet) call.say(line);
}

function codeOf({ files, failed, rows, rejected }: IngestTally, call: Call): number {
  const failures = failed === 0 ? '' : `, ${failed} failed`;
  if (!call.json && !call.quiet)
    call.say(`${counted(files, 'file')} with ${rowsText(rows)}${rejectedText(rejected)}${failures}`);
  return failed > 0 ? exitCodes.failed : exitCodes.ok;
}
