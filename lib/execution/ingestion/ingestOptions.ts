import type { Observable, SchedulerLike } from 'rxjs';
import type { Backoff } from '../../../operators/backoff.ts';
import type { Engine } from '../../data/engine.ts';
import type { FileReader } from '../../data/files/fileReader.ts';
import type { RunLineage } from '../../data/lineage/rowLineage.ts';
import type { FileStorage, StoredFile } from '../../data/storage/fileStorage.ts';
import type { Ingestion } from '../../definitions/ingestion.ts';
import type { Signals } from '../../signals/signals.ts';

/** How files are taken in. */
export interface IngestOptions {
  /** Where rows go; it needs transactions. */
  readonly engine: Engine;
  /** Where files are. */
  readonly storage: FileStorage;
  /** Where it tells what happens. @default a bus of its own, which nobody hears */
  readonly signals?: Signals;
  /** What reads files. @default what the engine reads them with, and otherwise textFiles(storage) */
  readonly reader?: FileReader;
  /** Which files there are for an ingestion. @default all of its folder */
  readonly discover?: (ingestion: Ingestion) => Observable<StoredFile>;
  /** Whether rows carry who made them, unless their entity says otherwise. @default false */
  readonly lineage?: boolean | RunLineage;
  /** How many entities are written at once; the files of one are written one batch after the other. @default 4 */
  readonly concurrency?: number;
  /** How many files are looked at, moved or removed at once. @default 16 */
  readonly filesAtOnce?: number;
  /** How often a transaction is tried that came in conflict with another. @default 5 */
  readonly maxAttempts?: number;
  /** How long to wait before it is tried again. @default exponential() */
  readonly backoff?: Backoff;
  /** Up to how many files of an ingestion each is told as signals; of more, only batches and failures are. @default 100 */
  readonly eachFile?: number;
  /** The clock. @default asyncScheduler */
  readonly scheduler?: SchedulerLike;
}
