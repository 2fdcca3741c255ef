import { defer, map, type Observable, of } from 'rxjs';
import { type Frame, frameBrand, type Row, type RowsOptions } from '../../definitions/frame.ts';
import { rowsToColumns } from '../../definitions/rowsToColumns.ts';
import type { Columns } from '../../definitions/schema.ts';
import { pulled } from '../pulled.ts';
import type { FileStorage } from '../storage/fileStorage.ts';
import { declaredColumns } from '../tableColumns.ts';
import { batched } from './batched.ts';
import { filePieces } from './filePieces.ts';
import type { FileCount, FileReader, FilesRequest, RejectedRow } from './fileReader.ts';
import { inferColumns } from './inferColumns.ts';
import { refuseTooMany } from './refuseTooMany.ts';

/** Reads CSV and JSON of a storage, piece by piece: however big the files, little of them is in memory. */
export function textFiles(storage: FileStorage): FileReader {
  return {
    formats: ['csv', 'jsonLines', 'json'],
    infer: (files, format) => inferColumns(storage, files, format),
    readFiles: (request) => {
      let counts: readonly FileCount[] = [];
      const count = (told: readonly FileCount[]) => {
        counts = told;
      };
      return {
        rows: frameOf(declaredColumns(request.schema) ?? {}, () => rowLists(storage, request, count)),
        counts: () => defer(() => of(counts)),
        rejected: () => frameOf(rejectedColumns, () => rejectLists(storage, request, counts)),
      };
    },
  };
}

const rejectedColumns: Columns = {
  file: 'varchar',
  line: 'bigint',
  column: 'varchar',
  reason: 'varchar',
  raw: 'varchar',
};

/** A frame that is no entity's. */
function frameOf<R>(columns: Columns, lists: () => Observable<readonly R[]>): Frame<R> {
  const rows = ({ batchSize = 1_024, demand }: RowsOptions = {}) =>
    defer(() => pulled(batched(lists(), batchSize), demand));
  const names = Object.keys(columns);
  return {
    [frameBrand]: true,
    entityId: '(files)',
    columns: () => defer(() => of(columns)),
    rows,
    batches: (options) => rows(options).pipe(map((batch) => rowsToColumns(batch as readonly Row[], names))),
  };
}

function rowLists(
  storage: FileStorage,
  request: FilesRequest,
  count: (counts: readonly FileCount[]) => void,
): Observable<readonly Row[]> {
  const counts: FileCount[] = [];
  let rows = 0;
  let rejected = 0;
  return filePieces(storage, request).pipe(
    map((piece) => {
      rows += piece.rows.length;
      rejected += piece.refusals.length;
      refuseTooMany(request, { path: piece.file.path, rows, rejected }, piece);
      if (piece.isLast) {
        counts.push({ path: piece.file.path, rows, rejected });
        rows = 0;
        rejected = 0;
        if (counts.length === request.files.length) count(counts);
      }
      return piece.rows;
    }),
  );
}

/** Those that do not fit are read again instead of being kept, as nobody knows how many they will be. */
function rejectLists(
  storage: FileStorage,
  request: FilesRequest,
  counts: readonly FileCount[],
): Observable<readonly RejectedRow[]> {
  const having = new Set(counts.filter(({ rejected }) => rejected > 0).map(({ path }) => path));
  const files = request.files.filter(({ path }) => having.has(path));
  return filePieces(storage, { ...request, files }).pipe(
    map(({ file, refusals }) =>
      refusals.map(({ record: { line, raw }, column = null, reason }) => ({
        ...{ file: file.path, line, column, reason, raw },
      })),
    ),
  );
}
