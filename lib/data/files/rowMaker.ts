import { checkOrThrow } from '../../codec/check.ts';
import { compileGuard } from '../../codec/compileGuard.ts';
import type { Row } from '../../definitions/frame.ts';
import { isCodec } from '../../definitions/schema.ts';
import { failureOf } from '../../signals/failureOf.ts';
import { csvRow } from './csvRow.ts';
import type { FilesRequest, FileToRead } from './fileReader.ts';
import type { FileRecord } from './fileRecord.ts';
import { jsonRow } from './jsonRow.ts';
import { RowRefusal } from './rowRefusal.ts';

/** Makes a row of a record, or refuses it; nothing of what only names the columns. */
export type RowMaker = (record: FileRecord) => Row | RowRefusal | undefined;

/** Makes what makes rows of the records of one file, given in their order. */
export function rowMaker(request: FilesRequest, file: FileToRead): RowMaker {
  const make = request.format.kind === 'csv' ? csvRow(request, file) : jsonRow(request, file);
  const check = rowGuard(request);
  return (record) => {
    if (record.value === undefined)
      return new RowRefusal(record, undefined, record.fault ?? 'expected a row, got none');
    const made = make(record);
    return made === undefined || made instanceof RowRefusal ? made : (check(record, made) ?? made);
  };
}

/** A codec has the last word on the row as a whole. */
function rowGuard({ schema }: FilesRequest): (record: FileRecord, row: Row) => RowRefusal | undefined {
  if (!isCodec(schema)) return () => undefined;
  const holds = compileGuard(schema);
  return (record, row) => (holds(row) ? undefined : new RowRefusal(record, undefined, reasonOf(row)));
  function reasonOf(row: Row): string {
    try {
      checkOrThrow(schema as Parameters<typeof checkOrThrow>[0], row, 'row');
    } catch (error) {
      return failureOf(error).error.replace(/^row: /, '');
    }
    return 'expected a decoded row, got one that has still to be decoded';
  }
}
