import { failureOf } from '../signals/failureOf.ts';
import type { SignalEvent } from '../signals/signalEvent.ts';
import { rowsText } from './rowsText.ts';

/** What has come of files so far. */
export interface IngestTally {
  files: number;
  failed: number;
  rows: number;
}

/** Counts a signal `file_ingestion.*`, and says what there is to say of it. */
export function tellFile(tally: IngestTally, { name, payload }: SignalEvent): string | undefined {
  const { filename, rowsProcessed, error, destEntity, sourcePath, destPath } = payload as FilePayload;
  switch (name) {
    case 'file_ingestion.after_file':
      tally.files += 1;
      tally.rows += rowsProcessed ?? 0;
      return `  ok        ${filename}  ${rowsText(rowsProcessed ?? 0)} into ${destEntity}`;
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

interface FilePayload {
  readonly filename?: string;
  readonly rowsProcessed?: number;
  readonly error?: string;
  readonly destEntity?: string;
  readonly sourcePath?: string;
  readonly destPath?: string;
}
