import { failureOf } from '../signals/failureOf.ts';
import type { SignalEvent } from '../signals/signalEvent.ts';
import { rowsText } from './rowsText.ts';

/** What has come of files so far. */
export interface IngestTally {
  files: number;
  failed: number;
  rows: number;
  rejected: number;
}

/** Counts a signal `file_ingestion.*`, and says what there is to say of it. */
export function tellFile(tally: IngestTally, { name, payload }: SignalEvent): string | undefined {
  const told = payload as FilePayload;
  const { filename, error, destEntity, sourcePath, destPath } = told;
  switch (name) {
    case 'file_ingestion.batch_written':
      return tellBatch(tally, told);
    case 'file_ingestion.after_file':
      return `  ok        ${filename}  ${rowsText(told.rowsProcessed ?? 0)} into ${destEntity}${rejectedText(told.rejectedRows)}`;
    case 'file_ingestion.file_failed':
      tally.failed += 1;
      return `  failed    ${filename}: ${failureOf(error).error}`;
    case 'file_ingestion.file_moved':
      return `  moved     ${sourcePath} to ${destPath}`;
    case 'file_ingestion.process_failed':
      return `  failed    ${failureOf(error).error}`;
    default:
      return undefined;
  }
}

/** Of many files, each is not told by itself. */
const MANY = 100;

/** What is in with one transaction. */
function tellBatch(tally: IngestTally, told: FilePayload): string | undefined {
  const { fileCount = 0, rowsWritten = 0, rejectedRows = 0, processedFiles, totalFiles = 0 } = told;
  tally.files += fileCount;
  tally.rows += rowsWritten;
  tally.rejected += rejectedRows;
  if (totalFiles <= MANY) return undefined;
  return `  ok        ${processedFiles} of ${totalFiles} files  ${rowsText(rowsWritten)} into ${told.destEntity}${rejectedText(rejectedRows)}`;
}

/** How many rows did not fit, where there are such. */
export const rejectedText = (rows = 0): string => (rows === 0 ? '' : `, ${rowsText(rows)} rejected`);

interface FilePayload {
  readonly filename?: string;
  readonly rowsProcessed?: number;
  readonly rowsWritten?: number;
  readonly rejectedRows?: number;
  readonly fileCount?: number;
  readonly processedFiles?: number;
  readonly totalFiles?: number;
  readonly error?: string;
  readonly destEntity?: string;
  readonly sourcePath?: string;
  readonly destPath?: string;
}
