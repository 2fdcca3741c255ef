import { asyncScheduler, from, map, merge, mergeMap, type Observable } from 'rxjs';
import { type Backoff, exponential } from '../../../operators/backoff.ts';
import { oneMorePerKey } from '../../../operators/oneMorePerKey.ts';
import { retryWithBackoff } from '../../../operators/retryWithBackoff.ts';
import type { StoredFile } from '../../data/storage/fileStorage.ts';
import { type WatchFolderOptions, watchFolder } from '../../data/storage/watchFolder.ts';
import type { Ingestion } from '../../definitions/ingestion.ts';
import { checkIngestOptions } from './checkIngestOptions.ts';
import { foundFile } from './discovered.ts';
import { ingest } from './ingest.ts';
import type { IngestEvent } from './ingestEvent.ts';
import type { IngestOptions } from './ingestOptions.ts';
import { IngestionFailedError } from './ingestResult.ts';

export interface IngestWatchedOptions extends Omit<IngestOptions, 'discover'> {
  /** When a file counts as complete, and how often is looked. @default those of watchFolder */
  readonly watch?: Omit<WatchFolderOptions, 'scheduler'>;
  /** How long to wait before what failed is tried again. @default exponential() */
  readonly again?: Backoff;
}

interface Arrived {
  readonly ingestion: Ingestion;
  readonly file: StoredFile;
}

/**
 * Takes in files for ever, each when it is complete. What comes while an entity is being written is taken in
 * together afterwards. What failed is tried again, save for an ingestion that is to stop at a bad file.
 *
 * - emits what `ingest` emits, once for each time that files came
 * - completes never
 * - errors with an `IngestionFailedError` when a bad file stops an ingestion, and when `again` or `watch.onError` throws
 * - on unsubscribe, stops looking, and what is not committed is not done
 */
export function ingestWatched(
  ingestions: readonly Ingestion[],
  { watch = {}, again = exponential(), ...options }: IngestWatchedOptions,
): Observable<IngestEvent> {
  checkIngestOptions(ingestions, options);
  const { storage, scheduler = asyncScheduler, concurrency = 4 } = options;
  const paths = [...new Set(ingestions.map(({ path }) => path))];
  const arrivals = (path: string) => {
    const meant = ingestions.filter((one) => one.path === path);
    return watchFolder(storage, path, { ...watch, scheduler }).pipe(
      mergeMap((file) =>
        meant.filter((one) => foundFile(file, one)).map((ingestion) => ({ ingestion, file })),
      ),
    );
  };
  const taken = (arrived: readonly Arrived[]) => {
    const involved = ingestions.filter((one) => arrived.some(({ ingestion }) => ingestion === one));
    const discover = (one: Ingestion) =>
      from(arrived.filter(({ ingestion }) => ingestion === one).map(({ file }) => file));
    return ingest(involved, { ...options, discover }).pipe(
      retryWithBackoff({ maxAttempts: Number.POSITIVE_INFINITY, backoff: again, when: mayPass, scheduler }),
    );
  };
  return merge(...paths.map(arrivals)).pipe(
    map((one): readonly Arrived[] => [one]),
    oneMorePerKey(([first]) => first?.ingestion.to.id, taken, {
      concurrency,
      merge: (waiting, more) => [...waiting, ...more],
    }),
  );
}

const mayPass = (error: unknown) =>
  error instanceof IngestionFailedError && error.result.entries.every(({ status }) => status !== 'stopped');
