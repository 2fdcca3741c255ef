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

/**
 * What a pipe reads, or why it need not. `incremental` says that its first input is given in part, and `parts` of which
 * parts it is everything.
 */
export type Read =
  | {
      readonly inputs: InputFrames<readonly Entity[]>;
      readonly incremental: boolean;
      readonly parts?: Frame | undefined;
    }
  | Exclude<AttemptEnd, { readonly kind: 'done' }>;

/** The first input of a pipe, where it was found out before what of it is read. */
export interface DrivingRead {
  readonly frame: Frame;
  /** Whether it is less than everything. */
  readonly part: boolean;
  /** The parts of which it is everything. */
  readonly parts?: Frame;
}

/** Gives a pipe frames of its inputs. Where nobody has a say in it, that is a matter of a moment. */
export function reading(
  call: RunningCall,
  member: number,
  host: RunHost,
  driving?: DrivingRead,
): Read | Observable<Read> {
  const { options, interceptors, shared, board } = host;
  const { pipe } = call;
  if (driving && !interceptors) {
    const frameOf = (entity: Entity) =>
      entity === pipe.inputs[0] ? driving.frame : call.engine.read(entity);
    return { inputs: inputsOf(pipe, frameOf), incremental: driving.part, parts: driving.parts };
  }
  const plain = !options.slice && !interceptors && !shared && !board.lacksInput(member);
  if (plain) return { inputs: inputsOf(pipe, (entity) => call.engine.read(entity)), incremental: false };
  const reads = pipe.inputs.map((entity, i) =>
    defer(() => readOne({ entity, isDriving: i === 0, driving }, call, host)),
  );
  const driven = !driving && board.lacksInput(member) && pipe.inputs[0];
  return concat(...(driven ? [existing(driven, host)] : []), ...reads).pipe(
    takeWhile(isFrame, true),
    toArray(),
    map((all) => gathered(all, call, driving?.parts)),
  );
}

interface OneRead {
  readonly kind: 'frame';
  readonly entityId: string;
  readonly frame: Frame;
  readonly part: boolean;
}

type Ended = Extract<Read, { readonly kind: string }>;

const isFrame = (read: OneRead | Ended): read is OneRead => read.kind === 'frame';

function gathered(
  all: readonly (OneRead | Ended)[],
  { pipe }: RunningCall,
  parts: Frame | undefined,
): Read {
  const end = all.find((read): read is Ended => !isFrame(read));
  if (end) return end;
  const reads = new Map(all.filter(isFrame).map((read) => [read.entityId, read]));
  const inputs = inputsOf(pipe, (entity) => (reads.get(entity.id) as OneRead).frame);
  const driving = pipe.inputs[0] && reads.get(pipe.inputs[0].id);
  return { inputs, incremental: driving?.part ?? false, parts };
}

const WHOLE: Slice = { kind: 'rows' };
const NO_DATA = { kind: 'no_data' } as const;

const isWhole = (slice: Slice): boolean =>
  slice.kind === 'rows' &&
  slice.where === undefined &&
  slice.version === undefined &&
  slice.since === undefined;

/** A pipe before it came to nothing and so may never have made the table; then there is no data. */
function existing(entity: Entity, { engine }: RunHost): Observable<Ended> {
  return hasTable(entity, engine).pipe(
    filter((has) => !has),
    map(() => NO_DATA),
  );
}

/** An input that is to be read. */
interface Asked {
  readonly entity: Entity;
  /** Whether it is the first, for which the pipe runs at all. */
  readonly isDriving: boolean;
  /** What of the first is read, where that is known; all of any other is read then. */
  readonly driving: DrivingRead | undefined;
}

function readOne(asked: Asked, call: RunningCall, host: RunHost): Observable<OneRead | Ended> {
  const { interceptors } = host;
  const { entity, isDriving, driving } = asked;
  const read$ = defer(() => {
    if (!driving) return sliced(asked, call, host);
    const read = isDriving ? driving : { frame: call.engine.read(entity), part: false };
    return of<OneRead>({ kind: 'frame', entityId: entity.id, ...read });
  });
  if (!interceptors) return read$;
  return interceptors
    .read(entity, call)
    .pipe(concatMap((veto) => (veto ? of<Ended>({ kind: 'vetoed', because: veto.reason }) : read$)));
}

function sliced(
  { entity, isDriving: driving }: Asked,
  call: RunningCall,
  host: RunHost,
): Observable<OneRead | Ended> {
  const { engine, options, runId, shared } = host;
  const frameOf = (slice: Slice): OneRead => ({
    kind: 'frame',
    entityId: entity.id,
    part: !isWhole(slice),
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
