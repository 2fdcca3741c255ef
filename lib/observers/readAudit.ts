import { isUtf8 } from 'node:buffer';
import { createReadStream } from 'node:fs';
import { catchError, concatMap, defer, EMPTY, from, type Observable, of, throwError } from 'rxjs';
import { failureOf } from '../signals/failureOf.ts';
import { AuditFileError } from './auditFile.ts';
import { type AuditRecord, isAuditRecord } from './auditRecord.ts';
import { type Line, splitLines } from './splitLines.ts';

export interface ReadAuditOptions {
  /** Told of each line that is not a whole record. @default nobody */
  onTorn?: (torn: TornLine) => void;
  /** Longest line, in bytes, that is taken into memory; a longer one counts as torn. @default 16_777_216 */
  maxLine?: number;
}

/** A line that is not a whole record: cut short by a crash, filled with zeros, or written by somebody else. */
export interface TornLine {
  /** Counted from 1. */
  readonly line: number;
  /** At most `maxLine` bytes of it; what is no UTF-8 is replaced. */
  readonly text: string;
}

/**
 * Reads back what `audit` kept, line by line, however long the file is. Only a whole record is taken for
 * one; a line that is just being written counts as torn, and empty lines do not count.
 *
 * - emits the records in the order of the file
 * - completes at the end of the file
 * - errors with an `AuditFileError` that names the path when the file cannot be read, and when `onTorn` throws
 * - on unsubscribe, closes the file
 */
export function readAudit(
  path: string,
  { onTorn = () => {}, maxLine = 16_777_216 }: ReadAuditOptions = {},
): Observable<AuditRecord> {
  return defer(() => chunksOf(path)).pipe(
    splitLines(maxLine),
    concatMap((line) => {
      const record = recordIn(line);
      if (record) return of(record);
      if (line.bytes.length > 0) onTorn({ line: line.line, text: line.bytes.toString() });
      return EMPTY;
    }),
  );
}

function chunksOf(path: string): Observable<Buffer> {
  const chunks: AsyncIterable<Buffer> = createReadStream(path);
  return from(chunks).pipe(
    catchError((error: unknown) =>
      throwError(() => new AuditFileError(path, 'to read', failureOf(error).error, { cause: error })),
    ),
  );
}

/** The beginning of a record is no JSON text, whatever follows it on its line: what parses was not torn. */
function recordIn({ bytes, isCut }: Line): AuditRecord | undefined {
  if (isCut || !isUtf8(bytes)) return undefined;
  try {
    const value: unknown = JSON.parse(bytes.toString());
    return isAuditRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
