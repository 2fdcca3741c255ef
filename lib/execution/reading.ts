import { concat, concatMap, defer, filter, from, map, type Observable, of, takeWhile, toArray } from 'rxjs';
import { settle } from '../../operators/settle.ts';
import type { Slice } from '../data/slice.ts';
import type { Entity } from '../definitions/entity.ts';
import type { Frame } from '../definitions/frame.ts';
import { type InputFrames, inputsOf } from '../definitions/inputsOf.ts';
import { isRecord } from '../definitions/optionProblems.ts';
import { received } from '../definitions/received.ts';
import type { AttemptEnd } from './attemptEnd.ts';
import { hasTable } from './hasTable.ts';
import type { RunHost } from './runHost.ts';
import type { RunningCall } from './runningCall.ts';

/** What a pipe reads, or why it need not. `incremental` says that its first input is given in part. */
export type Read =
  | { readonly inputs: InputFrames<readonly Entity[]>; readonly incremental: boolean }
  | Exclude<AttemptEnd, { readonly kind: 'done' }>;

/** Gives a pipe frames of its inputs. Where nobody has a say in it, that is a matter of a moment. */
export function reading(call: RunningCall, member: number, host: RunHost): Read | Observable<Read> {
  const { options, interceptors, shared, board } = host;
  const { pipe } = call;
  const plain = !options.slice && !interceptors && !shared && !board.lacksInput(member);
  if (plain) return { inputs: inputsOf(pipe, (entity) => call.engine.read(entity)), incremental: false };
  const reads = pipe.inputs.map((entity, i) => defer(() => readOne(entity, i === 0, call, host)));
  const driven = board.lacksInput(member) && pipe.inputs[0];
  return concat(...(driven ? [existing(driven, host)] : []), ...reads).pipe(
    takeWhile(isFrame, true),
    toArray(),
    map((all) => gathered(all, call)),
  );
}

interface OneRead {
  readonly kind: 'frame';
  readonly entityId: string;
  readonly frame: Frame;
  readonly slice: Slice;
}

type Ended = Extract<Read, { readonly kind: string }>;

const isFrame = (read: OneRead | Ended): read is OneRead => read.kind === 'frame';

function gathered(all: readonly (OneRead | Ended)[], { pipe }: RunningCall): Read {
  const end = all.find((read): read is Ended => !isFrame(read));
  if (end) return end;
  const reads = new Map(all.filter(isFrame).map((read) => [read.entityId, read]));
  const inputs = inputsOf(pipe, (entity) => (reads.get(entity.id) as OneRead).frame);
  const driving = pipe.inputs[0] && reads.get(pipe.inputs[0].id);
  return { inputs, incremental: driving !== undefined && !isWhole(driving.slice) };
}

const WHOLE: Slice = { kind: 'rows' };
const NO_DATA = { kind: 'no_data' } as const;

const isWhole = (slice: Slice): boolean =>
  slice.kind === 'rows' && slice.where === undefined && slice.version === undefined;

/** A pipe before it came to nothing and so may never have made the table; then there is no data. */
function existing(entity: Entity, { engine }: RunHost): Observable<Ended> {
  return hasTable(entity, engine).pipe(
    filter((has) => !has),
    map(() => NO_DATA),
  );
}

function readOne(
  entity: Entity,
  driving: boolean,
  call: RunningCall,
  host: RunHost,
): Observable<OneRead | Ended> {
  const { interceptors } = host;
  const read$ = defer(() => sliced(entity, driving, call, host));
  if (!interceptors) return read$;
  return interceptors
    .read(entity, call)
    .pipe(concatMap((veto) => (veto ? of<Ended>({ kind: 'vetoed', because: veto.reason }) : read$)));
}

function sliced(
  entity: Entity,
  driving: boolean,
  call: RunningCall,
  host: RunHost,
): Observable<OneRead | Ended> {
  const { engine, options, runId, shared } = host;
  const frameOf = (slice: Slice): OneRead => ({
    kind: 'frame',
    entityId: entity.id,
    slice,
    frame: shared ? shared.frame(entity, slice, call) : call.engine.read(entity, slice),
  });
  if (!options.slice) return of(frameOf(WHOLE));
  return from(options.slice({ runId, pipe: call.pipe, entity, driving, engine })).pipe(
    settle<Slice | 'no_data', OneRead | Ended>({
      completed: (slice) => {
        if (slice === 'no_data') return of(driving ? NO_DATA : frameOf(WHOLE));
        if (isSlice(slice)) return of(frameOf(slice));
        const expected = `expected slice to say which part of ${entity.id} ${call.pipe.id} reads, or "no_data"`;
        throw new TypeError(`${expected}, got ${slice === undefined ? 'nothing' : received(slice)}`);
      },
    }),
  );
}

const isSlice = (slice: unknown): slice is Slice =>
  isRecord(slice) && (slice['kind'] === 'rows' || slice['kind'] === 'changes');
