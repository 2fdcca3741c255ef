import { concatMap, from, map, type Observable, type ObservableInput, of, tap } from 'rxjs';
import { settle } from '../../operators/settle.ts';
import type { WriteSource } from '../data/write.ts';
import type { WriteMode } from '../data/writeMode.ts';
import type { Batch } from '../definitions/columnBatch.ts';
import type { Entity } from '../definitions/entity.ts';
import type { Frame } from '../definitions/frame.ts';
import { type IncrementalParts, isByParts } from '../definitions/pipeIncremental.ts';
import { streamed } from '../definitions/pipeResult.ts';
import { isSqlQuery } from '../definitions/sqlValue.ts';
import { writeModeOf } from '../definitions/writeModeOf.ts';
import type { AttemptEnd, AttemptStep } from './attemptEnd.ts';
import type { Read } from './reading.ts';
import type { RunHost } from './runHost.ts';
import type { RunningCall } from './runningCall.ts';

/** Runs the body of a pipe over what was read, and writes what it gives. */
export function transforming(
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
  const { write, incremental } = host.settingsOf(member);
  const mode = writeModeOf(pipe.output, write, read.incremental);
  const writing = { call, host };
  if (isByParts(incremental))
    return written(pipe.output, source, replacingParts(incremental, read.parts), writing);
  const tellsChanges = incremental === 'changes' || incremental === 'latest_changes';
  if (mode !== 'merge' || !tellsChanges) return written(pipe.output, source, { mode }, writing);
  const { output } = pipe;
  return markersIn(source).pipe(
    concatMap((markers) => written(output, source, followingChanges(markers), writing)),
  );
}

/** Parts that were worked out anew take the place of what was there, and all of them that of everything. */
const replacingParts = ({ affected: by }: IncrementalParts, parts: Frame | undefined): WriteMode =>
  parts ? { mode: 'replace', by, parts } : { mode: 'overwrite' };

/** The columns of a change feed that a source still has: a query may have left them out. */
const markersIn = (source: WriteSource): Observable<readonly string[]> =>
  'columns' in source
    ? (source as Frame)
        .columns()
        .pipe(map((columns) => MARKERS.filter((name) => Object.hasOwn(columns, name))))
    : of(MARKERS);

const MARKERS: readonly string[] = ['_change', '_version'];

/** A change that is passed on deletes what it says was deleted. */
const followingChanges = (markers: readonly string[]): WriteMode => ({
  mode: 'merge',
  ...(markers.includes('_change') && {
    deleteWhen: { op: '=', column: '_change', value: 'delete' } as const,
  }),
  markers,
});

/** A body that ends because it was told to has not given all there is; then nothing is to be written. */
function whole(source: ObservableInput<Batch>, call: RunningCall): ObservableInput<Batch> {
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
