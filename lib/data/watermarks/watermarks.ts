import {
  asyncScheduler,
  concatMap,
  defer,
  map,
  type Observable,
  type ObservableInput,
  type SchedulerLike,
} from 'rxjs';
import type { Engine } from '../engine.ts';
import { guardedEmit } from '../reporting/guardedEmit.ts';
import { reportedTransaction } from '../reporting/reportedTransaction.ts';
import type { EmitEntity } from '../reporting/reporting.ts';
import type { Cursor, CursorValue } from './cursor.ts';
import { foundWatermark } from './foundWatermark.ts';
import { type MoveBack, movedBack } from './movedBack.ts';
import type { Reading, Unread } from './reading.ts';
import { savedWatermark } from './savedWatermark.ts';
import { unmoved } from './unmoved.ts';
import { unread } from './unread.ts';
import { type ReadingPlace, shownWatermark, type Watermark, type WatermarkMove } from './watermark.ts';
import { readMoves, readWatermarks, requiredWatermark } from './watermarkNotes.ts';
import type { WatermarkTelling } from './watermarkSignals.ts';

/** How watermarks are told of. */
export interface WatermarksOptions {
  /** Told of what happens to them, such as `emit` of a bus or of an operation. @default nobody is told */
  readonly emit?: EmitEntity;
  /** The clock. @default asyncScheduler */
  readonly scheduler?: SchedulerLike;
}

/** What is saved along with a cursor. */
export interface SaveOptions {
  /** The version that the entity had when it was read. @default unknown */
  readonly version?: number | undefined;
}

/** Why a watermark is moved back. */
export interface MoveBackOptions {
  /** Told, and kept with the move. @default 'it was asked for' */
  readonly reason?: string;
}

/** How far readers have read. Everything is cold: subscribing does it. */
export interface Watermarks {
  /** The watermark of a reader on an entity, or nothing; one emission. */
  get(place: ReadingPlace): Observable<Watermark | undefined>;
  /**
   * What a reader has not read yet, bounded above by what is there now, or nothing; one emission. For the
   * engine that is given to a transaction, which then reads it, and saves where it is.
   */
  unread(reading: Reading): Observable<Unread | undefined>;
  /**
   * Which of many readings have nothing new, as far as versions tell; one emission, after two questions to the
   * engine. Of the others, some may turn out to have nothing new either.
   */
  unmoved(readings: readonly Reading[]): Observable<ReadonlySet<Reading>>;
  /** All watermarks, or those of one reader or entity, by entity and reader; one emission. */
  all(of?: Partial<ReadingPlace>): Observable<readonly (Watermark & { readonly ageMs: number })[]>;
  /** The last 100 moves of a watermark, the last one first; one emission. Errors with an `UnknownWatermarkError`. */
  history(place: ReadingPlace): Observable<readonly WatermarkMove[]>;
  /** Moves a watermark to a cursor, and emits what was there before. Errors with a `CursorError` for what is none. */
  save(place: ReadingPlace, cursor: Cursor, options?: SaveOptions): Observable<Watermark | undefined>;
  /**
   * Has a reader start afresh: it reads everything next time. Emits what was there before; errors with an
   * `UnknownWatermarkError`.
   */
  reset(place: ReadingPlace, options?: MoveBackOptions): Observable<Watermark | undefined>;
  /**
   * Moves a watermark to a version or a value of its column that is not beyond where it ever was, and emits
   * what is there now. Errors with an `UnknownWatermarkError`, or with a `CursorError`.
   */
  rewind(place: ReadingPlace, to: CursorValue, options?: MoveBackOptions): Observable<Watermark>;
  /**
   * Does work of which all takes effect or nothing, as `transaction` of the engine: the work is given an
   * engine, and the watermarks in it. That they were saved is told after the commit.
   */
  transaction<T>(work: (engine: Engine, watermarks: Watermarks) => ObservableInput<T>): Observable<T>;
}

/** The watermarks that an engine keeps beside its rows. */
export function watermarks(
  engine: Engine,
  { emit = () => undefined, scheduler = asyncScheduler }: WatermarksOptions = {},
): Watermarks {
  return watermarksIn(engine, {
    emit: guardedEmit(emit),
    scheduler,
    settle: ({ holds }) => holds(),
  });
}

/** The same in a transaction, or not. */
function watermarksIn(engine: Engine, telling: WatermarkTelling): Watermarks {
  const { scheduler } = telling;
  const transaction: Watermarks['transaction'] = (work) =>
    reportedTransaction((settle) =>
      engine.transaction((inside) => work(inside, watermarksIn(inside, { ...telling, settle }))),
    );
  const together = <T>(work: (engine: Engine, telling: WatermarkTelling) => Observable<T>) => {
    if (!engine.capabilities.transactions) return defer(() => work(engine, telling));
    return reportedTransaction((settle) =>
      engine.transaction((inside) => work(inside, { ...telling, settle })),
    );
  };
  const back = (place: ReadingPlace, move: MoveBack) =>
    together((engine, telling) => movedBack(engine, place, move, telling));
  return {
    get: (place) => foundWatermark(engine, place, telling),
    unread: (reading) => defer(() => unread(engine, reading, telling)),
    unmoved: (readings) => unmoved(engine, readings, telling),
    all: ({ readerId, entityId } = {}) =>
      readWatermarks(engine).pipe(
        map((all) =>
          all
            .filter((one) => (readerId ?? one.readerId) === one.readerId)
            .filter((one) => (entityId ?? one.entityId) === one.entityId)
            .flatMap((one) => shownWatermark(one) ?? [])
            .map((one) => ({ ...one, ageMs: Math.max(0, scheduler.now() - one.at) })),
        ),
      ),
    history: (place) => requiredWatermark(engine, place).pipe(concatMap((kept) => readMoves(engine, kept))),
    save: (place, cursor, options) =>
      together((engine, telling) =>
        savedWatermark(engine, { place, cursor, version: options?.version }, telling),
      ),
    reset: (place, options) => back(place, { ...options, move: 'reset' }).pipe(map(({ from }) => from)),
    rewind: (place, to, options) =>
      back(place, { ...options, move: 'rewound', to }).pipe(map(({ to }) => to as Watermark)),
    transaction,
  };
}
