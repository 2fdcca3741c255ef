import { BadFileError } from './badFileError.ts';
import type { FilePieceRows } from './filePieces.ts';
import type { FileCount, FilesRequest } from './fileReader.ts';

/** Refuses a file with more rows that do not fit than there may be, as soon as it is known. */
export function refuseTooMany(
  { rejects }: FilesRequest,
  { path, rows, rejected }: FileCount,
  { refusals: [first], isLast }: FilePieceRows,
): void {
  if (rejected === 0) return;
  if (!rejects) {
    if (first)
      throw new BadFileError({ path, line: first.record.line, column: first.column }, first.reason);
    return;
  }
  const { atMost, part } = rejects;
  const example = first ? `, such as line ${first.record.line}: ${first.reason}` : '';
  if (rejected > atMost) {
    const reason = `expected at most ${atMost} rows that do not fit, got ${rejected} or more${example}`;
    throw new BadFileError({ path }, reason);
  }
  const all = rows + rejected;
  if (!isLast || rejected <= part * all) return;
  const reason = `expected at most a part of ${part} of the rows not to fit, got ${rejected} of ${all}${example}`;
  throw new BadFileError({ path }, reason);
}
