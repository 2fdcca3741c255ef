import { BadFileError } from '../../data/files/badFileError.ts';
import { failureOf } from '../../signals/failureOf.ts';
import type { Emit } from '../telling/runEmit.ts';
import { seconds } from '../telling/seconds.ts';
import type { EntryHost } from './entryHost.ts';
import { filename } from './foundFile.ts';
import type { EntryEnded, EntryEvent, FileFailed } from './ingestEvent.ts';

/** Tells what happens in an ingestion as signals. */
export interface FileSignals {
  readonly tell: (event: EntryEvent) => void;
  /** Tells that nobody waits for it any more. */
  readonly left: () => void;
}

/**
 * Each file is told up to so many of an ingestion; of more, each batch is told with how many files it had and how many
 * of all are done, and each failure.
 */
export function fileSignals(host: EntryHost, emit: Emit, eachFile: number): FileSignals {
  const { ingestion, batchId, scheduler } = host;
  const { id: entryId, path, pattern, to } = ingestion;
  const startedAt = scheduler.now();
  const where = { batchId, path, pattern: pattern.text };
  let totalFiles = 0;
  let processedFiles = 0;
  let failedFile: string | undefined;
  const fileOf = (file: { readonly path: string }) => ({
    ...{ batchId, filename: filename(file.path), path: file.path, entryId, destEntity: to.id },
  });
  const failed = (error: unknown) =>
    emit('file_ingestion.process_failed', () => ({
      ...{ ...where, ...failureOf(error), processedFiles, ...(failedFile !== undefined && { failedFile }) },
      durationSeconds: seconds(scheduler.now() - startedAt),
    }));
  const tellEach = (event: EntryEvent): void => {
    if (totalFiles > eachFile) return;
    if (event.name === 'file_started')
      emit('file_ingestion.before_file', () => ({
        ...{
          ...fileOf(event.file),
          fileSizeBytes: event.file.size,
          fileIndex: event.fileIndex,
          totalFiles,
        },
      }));
    if (event.name === 'file_ingested')
      emit('file_ingestion.after_file', () => ({
        ...{ ...fileOf(event.file), rowsProcessed: event.rows, rejectedRows: event.rejected },
        ...{ checksum: event.file.checksum, durationSeconds: seconds(event.elapsedMs) },
      }));
    if (event.name === 'file_moved')
      emit('file_ingestion.file_moved', () => ({
        ...{ batchId, filename: filename(event.file.path), entryId },
        ...{ sourcePath: event.file.path, destPath: event.to ?? '' },
      }));
  };
  const tell = (event: EntryEvent): void => {
    switch (event.name) {
      case 'entry_started':
        totalFiles = event.fileCount;
        emit('file_ingestion.before_process', () => ({ ...where, fileCount: event.fileCount }));
        return;
      case 'batch_built':
        emit('file_ingestion.batch_built', () => ({ batchId, entryId, fileCount: event.fileCount }));
        return;
      case 'batch_written': {
        const { fileCount, rows, rejected } = event;
        processedFiles += fileCount;
        emit('file_ingestion.batch_written', () => ({
          ...{ batchId, entryId, destEntity: to.id, rowsWritten: rows, rejectedRows: rejected },
          ...{ fileCount, processedFiles, totalFiles },
        }));
        return;
      }
      case 'file_failed':
        processedFiles++;
        failedFile = event.file.path;
        emit('file_ingestion.file_failed', () => failureIn(event, entryId));
        return;
      case 'entry_ended':
        if (event.entry.status === 'succeeded')
          emit('file_ingestion.after_process', () => endOf(event, where));
        else failed(event.entry.error);
        return;
      default:
        tellEach(event);
    }
  };
  const left = () =>
    failed(Object.assign(new Error('nobody waits for it any more'), { name: 'CancelledError' }));
  return { tell, left };
}

function failureIn({ batchId, file: { path }, error, quarantinedAs }: FileFailed, entryId: string) {
  const { line, column } = error instanceof BadFileError ? error : {};
  return {
    ...{ batchId, filename: filename(path), path, entryId, ...failureOf(error) },
    ...(line !== undefined && { line }),
    ...(column !== undefined && { column }),
    ...(quarantinedAs !== undefined && { quarantinePath: quarantinedAs }),
  };
}

function endOf(
  { entry }: EntryEnded,
  where: { readonly batchId: string; readonly path: string; readonly pattern: string },
) {
  const { found, known, ingested, skipped, failed, rows, rejected, elapsedMs } = entry;
  return {
    ...{
      ...where,
      totalFiles: found - known,
      successFiles: ingested,
      failedFiles: failed,
      totalRows: rows,
    },
    ...{ knownFiles: known, skippedFiles: skipped, rejectedRows: rejected },
    durationSeconds: seconds(elapsedMs),
  };
}
