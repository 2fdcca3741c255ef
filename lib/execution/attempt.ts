import { concatMap, from, isObservable, type Observable, type ObservableInput, of, tap } from 'rxjs';
import { settle } from '../../operators/settle.ts';
import type { WriteSource } from '../data/write.ts';
import type { WriteMode } from '../data/writeMode.ts';
import type { Entity } from '../definitions/entity.ts';
import { streamed } from '../definitions/pipeResult.ts';
import { isSqlQuery } from '../definitions/sqlValue.ts';
import { writeModeOf } from '../definitions/writeModeOf.ts';
import type { AttemptEnd, AttemptStep } from './attemptEnd.ts';
import { type Read, reading } from './reading.ts';
import type { RunHost } from './runHost.ts';
import type { RunningCall } from './runningCall.ts';

/** Reads, transforms and writes, once. Emits how far it is and how it ended, unless it failed. */
export function attempt(call: RunningCall, member: number, host: RunHost): Observable<AttemptStep> {
  const read = reading(call, member, host);
  return isObservable(read)
    ? read.pipe(concatMap((read) => transformed(read, call, member, host)))
    : transformed(read, call, member, host);
}

function transformed(
  read: Read,
  call: RunningCall,
  member: number,
  host: RunHost,
): Observable<AttemptStep> {
  if ('kind' in read) return of(read);
  const { pipe } = call;
  const result: unknown = host.operationOf(pipe.id).run(() => pipe.run(read.inputs, call.context));
  if (!pipe.output) return drained(result, call);
  const source = isSqlQuery(result) ? call.engine.query(result) : whole(streamed(result, call.pipe), call);
  const mode = writeModeOf(pipe.output, host.settingsOf(member).write, read.incremental);
  return written(pipe.output, source, { mode }, { call, host });
}

/** A body that ends because it was told to has not given all there is; then nothing is to be written. */
function whole(
  source: ObservableInput<readonly object[]>,
  call: RunningCall,
): ObservableInput<readonly object[]> {
  if (Array.isArray(source)) return source;
  return from(source).pipe(tap({ complete: () => call.throwIfAborted() }));
}

/** What a pipe without an output does is done by running it. */
function drained(result: unknown, call: RunningCall): Observable<AttemptStep> {
  return from(streamed(result, call.pipe) as ObservableInput<unknown>).pipe(
    settle<unknown, AttemptEnd>({
      completed: () => [{ kind: 'done', rows: call.rows, written: undefined }],
    }),
  );
}

interface Writing {
  readonly call: RunningCall;
  readonly host: RunHost;
}

function written(
  output: Entity,
  source: WriteSource,
  mode: WriteMode,
  { call, host }: Writing,
): Observable<AttemptStep> {
  const { interceptors } = host;
  const { engine, runId, pipe } = call;
  const by = { runId, pipeId: pipe.id };
  const write$ = engine.write(output, source, mode, { ensure: true, by });
  if (!interceptors) return write$;
  return interceptors
    .write(output, call)
    .pipe(concatMap((veto) => (veto ? of<AttemptEnd>({ kind: 'vetoed', because: veto.reason }) : write$)));
}
