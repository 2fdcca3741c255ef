import type { Note } from '../note.ts';
import type { Cursor } from './cursor.ts';
import type { ToldCursor } from './cursorMove.ts';
import { cursorNote, cursorOf } from './cursorNote.ts';

/** Who reads what. Each reader of an entity has a watermark of its own. */
export interface ReadingPlace {
  /** Who reads: the id of a pipe, or any name. */
  readonly readerId: string;
  readonly entityId: string;
  /** What the entity is called where it is told of. @default its id */
  readonly entityName?: string;
}

/** How far a reader has read an entity. */
export interface Watermark {
  readonly readerId: string;
  readonly entityId: string;
  readonly cursor: Cursor;
  /** The version that the entity had then; nothing where the engine has no versions. */
  readonly version: number | undefined;
  /** When it was put there, in milliseconds. */
  readonly at: number;
}

/** One move of a watermark. */
export interface WatermarkMove {
  readonly move: 'saved' | 'reset' | 'rewound';
  readonly at: number;
  readonly from: ToldCursor | undefined;
  readonly to: ToldCursor | undefined;
  readonly version: number | undefined;
  /** Why it was moved back. */
  readonly reason: string | undefined;
}

/** A watermark as it is kept: also one that was reset, so that its moves are counted on. */
export interface KeptWatermark extends Omit<Watermark, 'cursor'> {
  /** Nothing once it was reset. */
  readonly cursor: Cursor | undefined;
  /** The farthest that it ever was. */
  readonly farthest: Cursor | undefined;
  /** How often it was moved. */
  readonly moves: number;
}

/** A watermark as a note. */
export function watermarkNote({ readerId, entityId, at, moves, ...kept }: KeptWatermark): Note {
  const { cursor, farthest, version } = kept;
  return {
    ...{ readerId, entityId, at, moves },
    cursor: cursor ? cursorNote(cursor) : null,
    farthest: farthest ? cursorNote(farthest) : null,
    version: version ?? null,
  };
}

/** The watermark that was kept as a note. */
export function watermarkOf(note: Note): KeptWatermark {
  const kept = note as Readonly<Record<string, Note>>;
  const { readerId, entityId, at, moves, cursor, farthest, version } = kept;
  return {
    ...{ readerId: String(readerId), entityId: String(entityId), at: Number(at), moves: Number(moves) },
    cursor: cursor == null ? undefined : cursorOf(cursor),
    farthest: farthest == null ? undefined : cursorOf(farthest),
    version: version == null ? undefined : Number(version),
  };
}

/** The watermark that is there, as it is given out. */
export function shownWatermark(kept: KeptWatermark | undefined): Watermark | undefined {
  if (kept?.cursor === undefined) return undefined;
  const { readerId, entityId, cursor, version, at } = kept;
  return { readerId, entityId, cursor, version, at };
}
