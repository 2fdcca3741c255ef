import type { Row } from '../../definitions/frame.ts';
import type { FilesRequest, FileToRead } from './fileReader.ts';
import type { FileRecord } from './fileRecord.ts';
import { RowRefusal } from './rowRefusal.ts';
import { columnSource, filledRow, strangeColumn, wantedColumns, withValues } from './wantedColumns.ts';

/** Makes rows of objects, of which each names its columns. */
export function jsonRow(request: FilesRequest, file: FileToRead): (record: FileRecord) => Row | RowRefusal {
  const { drift } = request;
  const wanted = wantedColumns(request, file);
  const known = new Set(wanted);
  const sources = wanted.map((name) => columnSource(name, name, request));
  return (record) => {
    const value = record.value as Row;
    const strange = drift === 'warn' ? [] : Object.keys(value).filter((name) => !known.has(name));
    const [first] = strange;
    if (first !== undefined && drift === 'fail')
      return new RowRefusal(record, first, strangeColumn(first, wanted));
    const row = filledRow(record, sources);
    if (row instanceof RowRefusal) return row;
    for (const name of strange) row[name] = value[name];
    return withValues(row, file.values);
  };
}
