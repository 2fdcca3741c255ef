import { received } from '../../definitions/received.ts';
import { type Cursor, CursorError, type CursorValue, isCursorValue } from './cursor.ts';
import { cursorMove, toldCursor } from './cursorMove.ts';
import type { KeptWatermark } from './watermark.ts';

/** The cursor that a watermark is to be moved back to; refuses what it never was at, and what is of another kind. */
export function rewound({ readerId, entityId, farthest }: KeptWatermark, to: CursorValue): Cursor {
  const what = `the watermark of ${readerId} on ${entityId}`;
  if (farthest === undefined || farthest.kind === 'files')
    throw new CursorError(
      `expected ${what} to be of a version or a column to be moved back, got files; reset it`,
    );
  const cursor = cursorAt(farthest, to);
  if (!cursor) {
    const kind = farthest.kind === 'version' ? 'a version, a whole number from 0' : kindOf(farthest.value);
    throw new CursorError(`expected ${kind} to move ${what} to, got ${received(to)}`);
  }
  if (!cursorMove(farthest, cursor).advanced) return cursor;
  const most = toldCursor(farthest);
  throw new CursorError(
    `expected ${what} to be moved to ${most} at most, where it was, got ${toldCursor(cursor)}`,
  );
}

function cursorAt(farthest: Exclude<Cursor, { kind: 'files' }>, to: unknown): Cursor | undefined {
  if (farthest.kind === 'version')
    return Number.isInteger(to) && Number(to) >= 0 ? { kind: 'version', version: Number(to) } : undefined;
  if (!isCursorValue(to) || kindOf(to) !== kindOf(farthest.value)) return undefined;
  return { kind: 'column', column: farthest.column, value: to };
}

function kindOf(value: CursorValue): string {
  if (value instanceof Date) return 'a time';
  return typeof value === 'string' ? 'a text' : 'a number';
}
