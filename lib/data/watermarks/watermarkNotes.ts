import { concat, concatMap, map, type Observable, of } from 'rxjs';
import type { Engine } from '../engine.ts';
import type { Note } from '../note.ts';
import { UnknownWatermarkError } from './unknownWatermarkError.ts';
import {
  type KeptWatermark,
  type ReadingPlace,
  type WatermarkMove,
  watermarkNote,
  watermarkOf,
} from './watermark.ts';

/** How many moves of each watermark are kept. */
export const MOVES_KEPT = 100;

const MARKS = 'watermarks';
const MOVES = 'watermarks.moves';

/** Ids of entities have no spaces, so that no two places share a key. */
const keyOf = ({ entityId, readerId }: ReadingPlace) => `${entityId} ${readerId}`;

/** The watermark of a place as it is kept; one emission. */
export const readWatermark = (engine: Engine, place: ReadingPlace): Observable<KeptWatermark | undefined> =>
  engine.notes(MARKS, [keyOf(place)]).pipe(map((notes) => firstOf(notes)));

/** Those of many places, each at its place in the list; one emission. */
export const readWatermarksAt = (
  engine: Engine,
  places: readonly ReadingPlace[],
): Observable<readonly (KeptWatermark | undefined)[]> => {
  const keys = places.map(keyOf);
  return engine.notes(MARKS, keys).pipe(
    map((notes) =>
      keys.map((key) => {
        const note = notes.get(key);
        return note === undefined ? undefined : watermarkOf(note);
      }),
    ),
  );
};

/** The same of a place that has to have one; errors with an `UnknownWatermarkError`. */
export const requiredWatermark = (engine: Engine, place: ReadingPlace): Observable<KeptWatermark> =>
  readWatermark(engine, place).pipe(
    concatMap((kept) => (kept ? of(kept) : readWatermarks(engine).pipe(map((all) => refuse(place, all))))),
  );

/** All watermarks that are kept; one emission. */
export const readWatermarks = (engine: Engine): Observable<readonly KeptWatermark[]> =>
  engine.notes(MARKS).pipe(map((notes) => [...notes.values()].map(watermarkOf)));

/** Keeps a watermark with the move that brought it there, in place of the oldest move that is kept. */
export const writeWatermark = (
  engine: Engine,
  kept: KeptWatermark,
  move: WatermarkMove,
): Observable<never> =>
  concat(
    engine.note(MARKS, [[keyOf(kept), watermarkNote(kept)]]),
    engine.note(MOVES, [[slotOf(kept, kept.moves - 1), moveNote(move)]]),
  );

/** The moves of a watermark, the last one first; one emission. */
export function readMoves(engine: Engine, kept: KeptWatermark): Observable<readonly WatermarkMove[]> {
  const count = Math.min(kept.moves, MOVES_KEPT);
  const slots = Array.from({ length: count }, (_, i) => slotOf(kept, kept.moves - 1 - i));
  return engine
    .notes(MOVES, slots)
    .pipe(map((notes) => slots.flatMap((slot) => (notes.has(slot) ? [moveOf(notes.get(slot))] : []))));
}

const slotOf = (place: ReadingPlace, move: number) => `${keyOf(place)} ${move % MOVES_KEPT}`;

const firstOf = (notes: ReadonlyMap<string, Note>) => {
  const [note] = notes.values();
  return note === undefined ? undefined : watermarkOf(note);
};

const moveNote = ({ move, at, ...told }: WatermarkMove): Note => {
  const { from, to, version, reason } = told as Readonly<Record<string, Note | undefined>>;
  return { move, at, from, to, version, reason };
};

function moveOf(note: Note | undefined): WatermarkMove {
  const { move, at, from, to, version, reason } = note as unknown as WatermarkMove;
  return { move, at, from, to, version, reason };
}

function refuse(place: ReadingPlace, known: readonly KeptWatermark[]): never {
  throw new UnknownWatermarkError(place, known);
}
