import { concatMap, from, isObservable, type Observable, type ObservableInput, of } from 'rxjs';
import { type Settlement, settle } from '../../operators/settle.ts';
import type { WriteEvent, WriteMode, WriteSource } from '../data/write.ts';
import type { Entity } from '../definitions/entity.ts';
import { received } from '../definitions/received.ts';
import { isSqlQuery } from '../definitions/sqlValue.ts';
import type { AttemptEnd } from './attemptEnd.ts';
import { type Read, reading } from './reading.ts';
import type { RunHost } from './runHost.ts';
import type { RunningCall } from './runningCall.ts';
import { writeModeOf } from './writeModeOf.ts';

/** A pipe returned what is neither a query nor batches of rows. */
export class PipeResultError extends TypeError {
  override readonly name = 'PipeResultError';

  constructor(
    readonly pipeId: string,
    expected: string,
    received: string,
  ) {
    super(`expected ${pipeId} to return ${expected}, got ${received}`);
  }
}

/** Reads, transforms and writes, once. Emits how that ended, unless it failed. */
export function attempt(call: RunningCall, member: number, host: RunHost): Observable<AttemptEnd> {
  call.attempt += 1;
  call.rows = 0;
  const read = reading(call, member, host);
  return isObservable(read)
    ? read.pipe(concatMap((read) => transformed(read, call, member, host)))
    : transformed(read, call, member, host);
}

function transformed(read: Read, call: RunningCall, member: number, host: RunHost): Observable<AttemptEnd> {
  if ('kind' in read) return of(read);
  const { pipe } = call;
  const result: unknown = host.operationOf(pipe.id).run(() => pipe.run(read.inputs, call));
  if (!pipe.output) return drained(result, call);
  const source = isSqlQuery(result)
    ? (host.engine as unknown as { query(q: unknown): WriteSource }).query(result)
    : streamed(result, call);
  const mode = writeModeOf(pipe.output, host.settingsOf(member).write, read.incremental);
  return written(pipe.output, source, { mode }, { call, host });
}

function streamed(result: unknown, { pipe }: RunningCall): ObservableInput<readonly object[]> {
  if (isStream(result)) return result as ObservableInput<readonly object[]>;
  throw new PipeResultError(pipe.id, 'a query or batches of rows', received(result));
}

/** A text is a stream of its characters, but nobody means that. */
function isStream(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const { then, subscribe } = value as { then?: unknown; subscribe?: unknown };
  return (
    typeof then === 'function' ||
    typeof subscribe === 'function' ||
    Symbol.iterator in value ||
    Symbol.asyncIterator in value ||
    isObservable(value) ||
    'getReader' in value
  );
}

/** What a pipe without an output does is done by running it. */
function drained(result: unknown, call: RunningCall): Observable<AttemptEnd> {
  if (isSqlQuery(result))
    throw new PipeResultError(
      call.pipe.id,
      'work to be done, as it has no output to write a query to',
      'a query',
    );
  return from(streamed(result, call) as ObservableInput<unknown>).pipe(
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
): Observable<AttemptEnd> {
  const { engine, interceptors } = host;
  const write$ = engine.ensure(output).pipe(
    settle<unknown, AttemptEnd>({
      completed: () => engine.write(output, source, mode).pipe(settle(writing(call))),
    }),
  );
  if (!interceptors) return write$;
  return interceptors
    .write(output, call)
    .pipe(concatMap((veto) => (veto ? of<AttemptEnd>({ kind: 'vetoed', because: veto.reason }) : write$)));
}

function writing(call: RunningCall): Settlement<WriteEvent, AttemptEnd> {
  return {
    next: (event) => {
      if (event.kind === 'written') call.written = event;
      else call.reached(event.rows, 'write');
    },
    completed: () => {
      const { written } = call;
      if (written) return [{ kind: 'done', rows: written.rowsWritten, written }];
      throw new TypeError(`expected the engine to tell what it wrote for ${call.pipe.id}, got nothing`);
    },
  };
}
