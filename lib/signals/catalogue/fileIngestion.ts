import { declare } from '../declare.ts';
import { duration, failure, number, text } from './fields.ts';

const batch = { batchId: text, path: text, pattern: text } as const;
const file = { batchId: text, filename: text, path: text, entryId: text, destEntity: text } as const;
const highVolume = { highVolume: true } as const;

/** What happens to files on their way into entities. */
export const fileIngestion = {
  'file_ingestion.before_process': declare(
    'A folder was searched and its files are about to be taken in.',
    {
      ...batch,
      fileCount: number,
    },
  ),
  'file_ingestion.after_process': declare('All files of a batch were dealt with.', {
    ...batch,
    totalFiles: number,
    successFiles: number,
    failedFiles: number,
    totalRows: number,
    ...duration,
    'knownFiles?': number,
    'skippedFiles?': number,
    'rejectedRows?': number,
  }),
  'file_ingestion.process_failed': declare('A batch was given up.', {
    ...batch,
    ...failure,
    processedFiles: number,
    'failedFile?': text,
    ...duration,
  }),
  'file_ingestion.before_file': declare(
    'A file is about to be read.',
    { ...file, fileSizeBytes: number, fileIndex: number, totalFiles: number },
    highVolume,
  ),
  'file_ingestion.after_file': declare(
    'The rows of a file are in their entity.',
    { ...file, rowsProcessed: number, ...duration, 'checksum?': text, 'rejectedRows?': number },
    highVolume,
  ),
  'file_ingestion.file_failed': declare('A file could not be taken in.', {
    batchId: text,
    filename: text,
    path: text,
    'entryId?': text,
    ...failure,
    'line?': number,
    'column?': text,
    'quarantinePath?': text,
  }),
  'file_ingestion.file_moved': declare(
    'A file was moved to where it is kept.',
    { batchId: text, filename: text, sourcePath: text, destPath: text, entryId: text },
    highVolume,
  ),
  'file_ingestion.batch_built': declare('The files of one entry were put together.', {
    batchId: text,
    entryId: text,
    fileCount: number,
  }),
  'file_ingestion.batch_written': declare('The rows of one entry were written.', {
    batchId: text,
    entryId: text,
    destEntity: text,
    rowsWritten: number,
    'fileCount?': number,
    'rejectedRows?': number,
    'processedFiles?': number,
    'totalFiles?': number,
  }),
};
