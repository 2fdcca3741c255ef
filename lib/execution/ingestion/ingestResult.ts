import { failureOf } from '../../signals/failureOf.ts';

/** What became of the files of an ingestion: found = known + ingested + skipped + failed + left. */
export interface FileCounts {
  /** Files that are meant. */
  readonly found: number;
  /** Those that were taken in before. */
  readonly known: number;
  readonly ingested: number;
  /** Copies, and those that were not there or not whole any more. */
  readonly skipped: number;
  /** Those that are bad. */
  readonly failed: number;
  /** Those that nobody came to, as it was given up. */
  readonly left: number;
}

/** A file that is bad. */
export interface FailedFile {
  readonly path: string;
  /** What was expected, and what came. */
  readonly reason: string;
  readonly line: number | undefined;
  readonly column: string | undefined;
  /** Where it was moved to. */
  readonly quarantinedAs: string | undefined;
}

/** How an ingestion ended. */
export interface IngestedEntry extends FileCounts {
  readonly entryId: string;
  readonly batchId: string;
  /** `stopped`: a bad file was to stop it. `failed`: it is not the files that are at fault. */
  readonly status: 'succeeded' | 'stopped' | 'failed';
  readonly rows: number;
  readonly rejected: number;
  /** The bad files, of more than 1,000 the first. */
  readonly failures: readonly FailedFile[];
  readonly elapsedMs: number;
  /** What it was stopped by, or failed with. */
  readonly error: unknown;
}

/** How all of them ended. */
export interface IngestResult {
  readonly status: 'succeeded' | 'failed';
  readonly entries: readonly IngestedEntry[];
  readonly rows: number;
}

/** An ingestion failed, or was stopped by a bad file; the result says how each ended. */
export class IngestionFailedError extends Error {
  override readonly name = 'IngestionFailedError';

  constructor(readonly result: IngestResult) {
    const bad = result.entries.filter(({ status }) => status !== 'succeeded');
    const each = bad.map(
      ({ entryId, status, error }) => `${entryId} ${status} (${failureOf(error).error})`,
    );
    super(`expected all ingestions to succeed, but ${each.join(', ')}`, { cause: bad[0]?.error });
  }
}
