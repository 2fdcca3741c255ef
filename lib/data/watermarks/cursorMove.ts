import type { Cursor, CursorValue } from './cursor.ts';

/** How a cursor is told: opaque, and small. */
export type ToldCursor = string | number | Readonly<Record<string, unknown>>;

/** A cursor as it is told. */
export function toldCursor(cursor: Cursor): ToldCursor {
  if (cursor.kind === 'version') return cursor.version;
  if (cursor.kind === 'files') return { files: Object.keys(cursor.files).length };
  const { value } = cursor;
  if (value instanceof Date) return value.toISOString();
  return typeof value === 'bigint' ? String(value) : value;
}

/** What came between two cursors. */
export interface CursorMove {
  /** Whether the second is beyond the first. */
  readonly advanced: boolean;
  /** Versions, units of a column, seconds of a time, or files; left out where that cannot be counted. */
  readonly delta?: number;
  /** Where times were compared. */
  readonly seconds?: number;
}

/** What came between two cursors; of those that cannot be compared, nothing is known but that they differ. */
export function cursorMove(from: Cursor, to: Cursor): CursorMove {
  if (from.kind === 'version' && to.kind === 'version') return counted(to.version - from.version);
  if (from.kind === 'files' && to.kind === 'files') {
    const fresh = Object.keys(to.files).filter((path) => !same(from.files[path], to.files[path]));
    return { advanced: fresh.length > 0, delta: fresh.length };
  }
  if (from.kind !== 'column' || to.kind !== 'column' || from.column !== to.column)
    return { advanced: false };
  return valueMove(from.value, to.value);
}

const counted = (delta: number): CursorMove => ({ advanced: delta > 0, delta });

function valueMove(from: CursorValue, to: CursorValue): CursorMove {
  if (from instanceof Date && to instanceof Date) {
    const seconds = (to.getTime() - from.getTime()) / 1_000;
    return { ...counted(seconds), seconds };
  }
  if (typeof from === 'string' || typeof to === 'string' || from instanceof Date || to instanceof Date)
    return { advanced: typeof from === typeof to && to > from };
  return { advanced: to > from, delta: Number(to) - Number(from) };
}

const same = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other);
