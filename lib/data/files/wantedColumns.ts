import { nearest } from '../../codec/nearest.ts';
import type { Row } from '../../definitions/frame.ts';
import { columnNames } from '../../definitions/schema.ts';
import { fieldReader } from './fieldReader.ts';
import { type FieldReader, FieldRefusal } from './fieldRefusal.ts';
import type { FilesRequest, FileToRead } from './fileReader.ts';
import type { FileRecord } from './fileRecord.ts';
import { RowRefusal } from './rowRefusal.ts';

/** Where a column of the rows is found in a record, and how it is read. */
export interface ColumnSource {
  readonly name: string;
  readonly key: string | number;
  readonly read: FieldReader;
}

/** The columns that are looked for in a file: those that are not given for all of its rows. */
export const wantedColumns = ({ schema }: FilesRequest, { values }: FileToRead): readonly string[] =>
  (columnNames(schema) ?? []).filter((name) => !Object.hasOwn(values, name));

/** A column that is found under a key. */
export const columnSource = (
  name: string,
  key: string | number,
  { schema }: FilesRequest,
): ColumnSource => ({
  name,
  key,
  read: fieldReader(schema, name),
});

/** What is wrong with a column that nobody looks for. */
export function strangeColumn(name: string, wanted: readonly string[]): string {
  const found = nearest(name, wanted);
  const hint = found === undefined ? '' : `; did you mean ${found}?`;
  return `expected one of the columns ${wanted.join(', ')}, got ${name === '' ? 'one without a name' : name}${hint}`;
}

/** The columns of a record, read; what is not there is empty. */
export function filledRow(
  record: FileRecord,
  sources: readonly ColumnSource[],
): Record<string, unknown> | RowRefusal {
  const value = record.value as Readonly<Record<string | number, unknown>>;
  const row: Record<string, unknown> = {};
  for (const { name, key, read } of sources) {
    const field = value[key] ?? null;
    const made = field === null ? null : read(field);
    if (made instanceof FieldRefusal) return new RowRefusal(record, name, made.reason);
    row[name] = made;
  }
  return row;
}

/** The row with what all rows of its file have. */
export function withValues(row: Record<string, unknown>, values: Row): Row {
  for (const name in values) row[name] = values[name];
  return row;
}
