import type { Note } from '../note.ts';
import type { Cursor, CursorValue, FileMark } from './cursor.ts';

/** A cursor as it is kept: JSON knows neither times nor whole numbers of any size. */
export function cursorNote(cursor: Cursor): Note {
  if (cursor.kind === 'version') return { kind: 'version', version: cursor.version };
  if (cursor.kind === 'files') return { kind: 'files', files: cursor.files };
  return { kind: 'column', column: cursor.column, ...valueNote(cursor.value) };
}

/** The cursor that was kept as a note. */
export function cursorOf(note: Note): Cursor {
  const { kind, ...kept } = note as Readonly<Record<string, Note>>;
  if (kind === 'version') return { kind, version: Number(kept['version']) };
  if (kind === 'files') return { kind, files: kept['files'] as Readonly<Record<string, FileMark>> };
  return { kind: 'column', column: String(kept['column']), value: columnValue(kept) };
}

function valueNote(value: CursorValue): { readonly type: string; readonly value: number | string } {
  if (value instanceof Date) return { type: 'time', value: value.getTime() };
  if (typeof value === 'bigint') return { type: 'bigint', value: String(value) };
  return typeof value === 'number' ? { type: 'number', value } : { type: 'text', value };
}

function columnValue({ type, value }: Readonly<Record<string, Note>>): CursorValue {
  if (type === 'time') return new Date(Number(value));
  if (type === 'bigint') return BigInt(String(value));
  return type === 'number' ? Number(value) : String(value);
}
