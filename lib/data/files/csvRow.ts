import type { Row } from '../../definitions/frame.ts';
import type { FilesRequest, FileToRead } from './fileReader.ts';
import type { FileRecord } from './fileRecord.ts';
import { headerNames } from './headerNames.ts';
import { RowRefusal } from './rowRefusal.ts';
import { type ColumnSource, columnSource, filledRow, wantedColumns, withValues } from './wantedColumns.ts';

/** Makes rows of fields. The first record names the columns, unless the format says that it does not. */
export function csvRow(
  request: FilesRequest,
  file: FileToRead,
): (record: FileRecord) => Row | RowRefusal | undefined {
  const { format } = request;
  const hasHeader = format.kind !== 'csv' || (format.header ?? true);
  const wanted = wantedColumns(request, file);
  let width = wanted.length;
  let sources: readonly ColumnSource[] | undefined = hasHeader
    ? undefined
    : wanted.map((name, at) => columnSource(name, at, request));
  return (record) => {
    const fields = record.value as readonly (string | null)[];
    if (!sources) {
      const names = fields.map((name) => (name ?? '').trim());
      sources = namedSources(names, wanted, { request, line: record.line });
      width = names.length;
      return undefined;
    }
    if (fields.length !== width)
      return new RowRefusal(record, undefined, `expected ${width} fields, got ${fields.length}`);
    const row = filledRow(record, sources);
    return row instanceof RowRefusal ? row : withValues(row, file.values);
  };
}

interface Header {
  readonly request: FilesRequest;
  readonly line: number;
}

/** Where the columns are found in a file that names them. */
const namedSources = (
  names: readonly string[],
  wanted: readonly string[],
  { request, line }: Header,
): readonly ColumnSource[] =>
  headerNames(names, wanted, { drift: request.drift, line }).map((name) =>
    columnSource(name, names.indexOf(name), request),
  );
