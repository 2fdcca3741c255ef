import { defer, EMPTY, map, type Observable, tap } from 'rxjs';
import type { Row } from '../../definitions/frame.ts';
import type { FileStorage } from '../storage/fileStorage.ts';
import { BadFileError } from './badFileError.ts';
import type { FilesRequest, FileToRead } from './fileReader.ts';
import { FileFault, type FileRecord } from './fileRecord.ts';
import { fileRecords } from './fileRecords.ts';
import { type RowMaker, rowMaker } from './rowMaker.ts';
import { RowRefusal } from './rowRefusal.ts';

/** What one piece of a file holds. */
export interface FilePieceRows {
  readonly file: FileToRead;
  readonly rows: readonly Row[];
  readonly refusals: readonly RowRefusal[];
  readonly isLast: boolean;
}

/** Gives what the next piece holds each time it is subscribed to, file after file; of each file one at least. */
export function filePieces(storage: FileStorage, request: FilesRequest): Observable<FilePieceRows> {
  let at = 0;
  let current: Observable<FilePieceRows> | undefined;
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

function piecesOf(
  storage: FileStorage,
  request: FilesRequest,
  file: FileToRead,
): Observable<FilePieceRows> {
  const make = rowMaker(request, file);
  return fileRecords(storage, file, request.format).pipe(
    map(({ records, isLast }) => ({ file, ...divided(records, make, file), isLast })),
  );
}

function divided(records: readonly FileRecord[], make: RowMaker, { path }: FileToRead) {
  const rows: Row[] = [];
  const refusals: RowRefusal[] = [];
  try {
    for (const record of records) {
      const made = make(record);
      if (made instanceof RowRefusal) refusals.push(made);
      else if (made !== undefined) rows.push(made);
    }
  } catch (error) {
    if (!(error instanceof FileFault)) throw error;
    throw new BadFileError({ path, line: error.line, column: error.column }, error.reason);
  }
  return { rows, refusals };
}
