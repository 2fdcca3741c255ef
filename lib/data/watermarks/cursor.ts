import { isRecord } from '../../definitions/optionProblems.ts';
import { received } from '../../definitions/received.ts';

/** A value of a column that rises: a number, a time, or a text that is ordered as the times it tells. */
export type CursorValue = number | bigint | Date | string;

/** By what a file is known to be the same: its checksum, or when it was changed and how big it is. */
export type FileMark =
  | { readonly checksum: string }
  | { readonly modifiedAt: number; readonly size: number };

/**
 * How far somebody has read an entity: up to a version, up to the largest value of a column, or which files.
 */
export type Cursor =
  | { readonly kind: 'version'; readonly version: number }
  | { readonly kind: 'column'; readonly column: string; readonly value: CursorValue }
  | { readonly kind: 'files'; readonly files: Readonly<Record<string, FileMark>> };

/** What was to be a cursor, or a place to go back to, is none. */
export class CursorError extends TypeError {
  override readonly name = 'CursorError';
}

/** The cursor that is given, or a `CursorError`. */
export function checkedCursor(cursor: Cursor): Cursor {
  const expected = expectedOf(cursor);
  if (expected === undefined) return cursor;
  throw new CursorError(`expected ${expected}`);
}

function expectedOf(cursor: unknown): string | undefined {
  if (!isRecord(cursor)) return `a cursor, got ${received(cursor)}`;
  const { kind, version, column, value, files } = cursor;
  switch (kind) {
    case 'version':
      return isVersion(version)
        ? undefined
        : `a version, which is a whole number from 0, got ${received(version)}`;
    case 'column':
      if (typeof column !== 'string' || column === '')
        return `the name of a column, got ${received(column)}`;
      return isCursorValue(value)
        ? undefined
        : `a number, a time or a text of the column ${column}, got ${received(value)}`;
    case 'files': {
      const odd = isRecord(files) ? Object.entries(files).find(([, mark]) => !isMark(mark)) : undefined;
      if (!isRecord(files)) return `files by their paths, got ${received(files)}`;
      return odd && `a checksum, or modifiedAt and size, of the file ${odd[0]}, got ${received(odd[1])}`;
    }
    default:
      return `a cursor of the kind "version", "column" or "files", got ${received(kind)}`;
  }
}

const isVersion = (version: unknown) => Number.isInteger(version) && Number(version) >= 0;

/** Whether a value can be that of a cursor. */
export const isCursorValue = (value: unknown): value is CursorValue =>
  typeof value === 'bigint' ||
  typeof value === 'string' ||
  (typeof value === 'number' && Number.isFinite(value)) ||
  (value instanceof Date && !Number.isNaN(value.getTime()));

const isMark = (mark: unknown) =>
  isRecord(mark) &&
  (typeof mark['checksum'] === 'string' ||
    (Number.isFinite(mark['modifiedAt']) && Number.isFinite(mark['size'])));
