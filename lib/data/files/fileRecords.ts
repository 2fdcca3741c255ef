import { catchError, defer, map, type Observable, of, throwError } from 'rxjs';
import type { FileFormat } from '../../definitions/fileFormat.ts';
import type { FileStorage } from '../storage/fileStorage.ts';
import { CHUNK, chunkPull } from '../storage/readChunks.ts';
import { BadFileError } from './badFileError.ts';
import { csvRecords } from './csvRecords.ts';
import type { FileToRead } from './fileReader.ts';
import { FileFault, type FileRecord, type RecordParser } from './fileRecord.ts';
import { jsonArray, jsonLines } from './jsonRecords.ts';

/** The records in one piece of a file. */
export interface FilePiece {
  readonly records: readonly FileRecord[];
  readonly isLast: boolean;
}

/** Gives the records of the next piece of a file each time it is subscribed to; one at least, if with none. */
export function fileRecords(
  storage: FileStorage,
  { path, content }: Pick<FileToRead, 'path' | 'content'>,
  format: FileFormat,
): Observable<FilePiece> {
  const parse = parserOf(format);
  const decode = decoderOf(format);
  const pieceOf = (chunk: Uint8Array, isLast: boolean) => ({
    records: parse(decode(chunk, isLast), isLast),
    isLast,
  });
  const pieces = content
    ? defer(() => of(pieceOf(content, true)))
    : chunkPull(storage, path).pipe(map((chunk) => pieceOf(chunk, chunk.length < CHUNK)));
  return pieces.pipe(catchError((error: unknown) => throwError(() => badFile(path, error))));
}

function parserOf(format: FileFormat): RecordParser {
  switch (format.kind) {
    case 'csv':
      return csvRecords(format);
    case 'jsonLines':
      return jsonLines();
    case 'json':
      return jsonArray();
    case 'parquet':
      throw new TypeError('expected a format of text, got parquet, which only an engine reads');
  }
}

/** Bytes that are no text would become question marks unless they are refused. */
function decoderOf(format: FileFormat): (chunk: Uint8Array, isLast: boolean) => string {
  const encoding = (format.kind === 'csv' ? format.encoding : undefined) ?? 'utf-8';
  const decoder = new TextDecoder(encoding, { fatal: true });
  return (chunk, isLast) => {
    try {
      return decoder.decode(chunk, { stream: !isLast });
    } catch {
      throw new FileFault(undefined, `expected text in ${encoding}, got bytes that are none`);
    }
  };
}

function badFile(path: string, error: unknown): unknown {
  if (!(error instanceof FileFault)) return error;
  return new BadFileError({ path, line: error.line, column: error.column }, error.reason);
}
