import { nearest } from '../../codec/nearest.ts';
import type { Row } from '../../definitions/frame.ts';
import type { FilesRequest, FileToRead } from './fileReader.ts';
import { FileFault, type FileRecord } from './fileRecord.ts';
import { RowRefusal } from './rowRefusal.ts';
import {
  type ColumnSource,
  columnSource,
  filledRow,
  strangeColumn,
  wantedColumns,
  withValues,
} from './wantedColumns.ts';

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

/** Compares the columns that a file says it has with those that are wanted. */
function namedSources(
  names: readonly string[],
  wanted: readonly string[],
  { request, line }: Header,
): readonly ColumnSource[] {
  const { drift } = request;
  const twice = names.find((name, at) => names.indexOf(name) < at);
  if (twice !== undefined) throw new FileFault(line, 'expected each column once, got it again', twice);
  const strange = names.find((name) => !wanted.includes(name));
  if (strange !== undefined && drift === 'fail')
    throw new FileFault(line, strangeColumn(strange, wanted), strange);
  const missing = wanted.find((name) => !names.includes(name));
  if (missing !== undefined && drift === 'fail') throw new FileFault(line, missed(missing, names), missing);
  const kept = drift === 'evolve' ? names.filter((name) => name !== '' && !wanted.includes(name)) : [];
  return [...wanted, ...kept].map((name) => columnSource(name, names.indexOf(name), request));
}

function missed(name: string, names: readonly string[]): string {
  const found = nearest(name, names);
  return `expected a column of this name, got none${found === undefined ? '' : `, though there is ${found}`}`;
}
