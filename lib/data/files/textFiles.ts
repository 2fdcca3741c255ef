import { concat, defer, EMPTY, ignoreElements, map, type Observable, of, takeWhile, tap } from 'rxjs';
import { type Frame, frameBrand, type Row } from '../../definitions/frame.ts';
import { pulled } from '../pulled.ts';
import type { FileStorage } from '../storage/fileStorage.ts';
import { declaredColumns } from '../tableColumns.ts';
import { BadFileError } from './badFileError.ts';
import type { FileCount, FileReader, FilesRequest, FileToRead, RejectedRow } from './fileReader.ts';
import { FileFault } from './fileRecord.ts';
import { fileRecords } from './fileRecords.ts';
import { inferColumns } from './inferColumns.ts';
import { isRefusal, type RowRefusal, rowMaker } from './rowMaker.ts';

/** The id of frames of files, which are no entity's. */
export const filesFrameId = '(files)';

/** Reads CSV and JSON of a storage, piece by piece: however big the files, little of them is in memory. */
export function textFiles(storage: FileStorage): FileReader {
  return {
    formats: ['csv', 'jsonLines', 'json'],
    infer: (files, format) => inferColumns(storage, files, format),
    readFiles: (request) => {
      let counts: readonly FileCount[] = [];
      return {
        rows: frameOf(request, () =>
          rowPull(storage, request, (told) => {
            counts = told;
          }),
        ),
        counts: () => defer(() => of(counts)),
        rejected: () => frameOf(rejectSchema(request), () => rejectPull(storage, request, counts)),
      };
    },
  };
}

const rejectSchema = (request: FilesRequest): FilesRequest => ({ ...request, schema: rejectedColumns });
const rejectedColumns = {
  file: 'varchar',
  line: 'bigint',
  column: 'varchar',
  reason: 'varchar',
  raw: 'varchar',
};

/** Gives lists each time it is subscribed to, of any length; nothing where there is no more. */
type ListPull<R> = Observable<readonly R[]>;

function frameOf<R>({ schema }: FilesRequest, pull: () => ListPull<R>): Frame<R> {
  return {
    [frameBrand]: true,
    entityId: filesFrameId,
    columns: () => defer(() => of(declaredColumns(schema) ?? {})),
    rows: ({ batchSize = 1_024, demand } = {}) => defer(() => pulled(batched(pull(), batchSize), demand)),
  };
}

/** Makes batches of lists, none longer than asked for and none empty. */
function batched<R>(lists: ListPull<R>, batchSize: number): Observable<readonly R[]> {
  let ready: R[] = [];
  const cut = defer(() => {
    const batch = ready.slice(0, batchSize);
    ready = ready.slice(batchSize);
    return batch.length === 0 ? EMPTY : of(batch);
  });
  return defer(() => {
    if (ready.length >= batchSize) return cut;
    const more = pulled(lists).pipe(
      takeWhile((list) => {
        for (const row of list) ready.push(row);
        return ready.length < batchSize;
      }),
      ignoreElements(),
    );
    return concat(more, cut);
  });
}

/** What one piece of a file holds. */
interface MadePiece {
  readonly file: FileToRead;
  readonly rows: readonly Row[];
  readonly refusals: readonly RowRefusal[];
  readonly isLast: boolean;
}

/** Gives what the next piece holds each time it is subscribed to, file after file. */
function pieces(storage: FileStorage, request: FilesRequest): Observable<MadePiece> {
  let at = 0;
  let current: Observable<MadePiece> | undefined;
  return defer(() => {
    const file = request.files[at];
    if (!file) return EMPTY;
    current ??= piecesOf(storage, request, file);
    return current.pipe(
      tap(({ isLast }) => {
        if (!isLast) return;
        at++;
        current = undefined;
      }),
    );
  });
}

function piecesOf(storage: FileStorage, request: FilesRequest, file: FileToRead): Observable<MadePiece> {
  const { make } = rowMaker(request, file);
  return fileRecords(storage, file.path, request.format).pipe(
    map(({ records, isLast }) => {
      const rows: Row[] = [];
      const refusals: RowRefusal[] = [];
      try {
        for (const record of records) {
          const made = make(record);
          if (made === undefined) continue;
          if (isRefusal(made)) refusals.push(made);
          else rows.push(made);
        }
      } catch (error) {
        if (!(error instanceof FileFault)) throw error;
        throw new BadFileError({ path: file.path, line: error.line, column: error.column }, error.reason);
      }
      return { file, rows, refusals, isLast };
    }),
  );
}

function rowPull(
  storage: FileStorage,
  request: FilesRequest,
  tell: (counts: readonly FileCount[]) => void,
): ListPull<Row> {
  const counts: FileCount[] = [];
  let count = { rows: 0, rejected: 0 };
  return pieces(storage, request).pipe(
    map(({ file: { path }, rows, refusals, isLast }) => {
      count = { rows: count.rows + rows.length, rejected: count.rejected + refusals.length };
      const [first] = refusals;
      refuseTooMany(request, { path, ...count }, { first, isLast });
      if (isLast) {
        counts.push({ path, ...count });
        count = { rows: 0, rejected: 0 };
        if (counts.length === request.files.length) tell(counts);
      }
      return rows;
    }),
  );
}

function refuseTooMany(
  { rejects }: FilesRequest,
  { path, rows, rejected }: FileCount,
  { first, isLast }: { readonly first: RowRefusal | undefined; readonly isLast: boolean },
): void {
  if (!rejects && first) {
    const { record, column, reason } = first;
    throw new BadFileError({ path, line: record.line, column }, reason);
  }
  if (!rejects || rejected === 0) return;
  const { atMost, part } = rejects;
  const last = first ? `; one is line ${first.record.line}: ${first.reason}` : '';
  if (rejected > atMost)
    throw new BadFileError({ path }, `expected at most ${atMost} rows that do not fit, got more${last}`);
  if (isLast && rejected > part * (rows + rejected)) {
    const got = `${rejected} of ${rows + rejected}`;
    throw new BadFileError({ path }, `expected at most a part of ${part} not to fit, got ${got}${last}`);
  }
}

/** Those that do not fit are read again instead of being kept, as nobody knows how many they will be. */
function rejectPull(
  storage: FileStorage,
  request: FilesRequest,
  counts: readonly FileCount[],
): ListPull<RejectedRow> {
  const having = new Set(counts.filter(({ rejected }) => rejected > 0).map(({ path }) => path));
  const files = request.files.filter(({ path }) => having.has(path));
  return pieces(storage, { ...request, files }).pipe(
    map(({ file, refusals }) =>
      refusals.map(({ record, column = null, reason }) => ({
        ...{ file: file.path, line: record.line, column, reason, raw: record.raw },
      })),
    ),
  );
}
