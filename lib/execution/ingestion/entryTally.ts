import { BadFileError } from '../../data/files/badFileError.ts';
import { failureOf } from '../../signals/failureOf.ts';
import { told } from './badFile.ts';
import type { EntryHost } from './entryHost.ts';
import type { EntryEvent, FileFailed } from './ingestEvent.ts';
import type { FailedFile, IngestedEntry } from './ingestResult.ts';

/** Counts what becomes of the files of an ingestion. */
export function entryTally(host: EntryHost) {
  const startedAt = host.scheduler.now();
  const counts = { found: 0, known: 0, ingested: 0, skipped: 0, failed: 0 };
  const failures: FailedFile[] = [];
  let rows = 0;
  let rejected = 0;
  return {
    found: (known: number, fresh: number): void => {
      counts.found = known + fresh;
      counts.known = known;
    },
    count: (event: EntryEvent): void => {
      if (event.name === 'file_failed') {
        counts.failed++;
        if (failures.length < MOST) failures.push(failedFile(event));
      }
      if (event.name === 'file_skipped') counts[event.reason === 'known' ? 'known' : 'skipped']++;
      if (event.name !== 'file_ingested') return;
      counts.ingested++;
      rows += event.rows;
      rejected += event.rejected;
    },
    ended: (status: IngestedEntry['status'], error: unknown): EntryEvent => {
      const { found, known, ingested, skipped, failed } = counts;
      const entry: IngestedEntry = {
        ...{ entryId: host.ingestion.id, batchId: host.batchId, status, ...counts, rows, rejected, error },
        failures,
        left: found - known - ingested - skipped - failed,
        elapsedMs: host.scheduler.now() - startedAt,
      };
      return told(host, { name: 'entry_ended', entry });
    },
  };
}

/** So many bad files are named in a result. */
const MOST = 1_000;

function failedFile({ file: { path }, error, quarantinedAs }: FileFailed): FailedFile {
  const { reason, line, column } =
    error instanceof BadFileError
      ? error
      : { reason: failureOf(error).error, line: undefined, column: undefined };
  return { path, reason, line, column, quarantinedAs };
}
