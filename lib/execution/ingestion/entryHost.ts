import type { SchedulerLike } from 'rxjs';
import type { Backoff } from '../../../operators/backoff.ts';
import type { Engine } from '../../data/engine.ts';
import type { FileReader } from '../../data/files/fileReader.ts';
import type { FileStorage } from '../../data/storage/fileStorage.ts';
import type { Ingestion } from '../../definitions/ingestion.ts';

/** All that the files of one ingestion share. */
export interface EntryHost {
  readonly batchId: string;
  readonly ingestion: Ingestion;
  readonly engine: Engine;
  readonly storage: FileStorage;
  readonly reader: FileReader;
  readonly filesAtOnce: number;
  readonly maxAttempts: number;
  readonly backoff: Backoff;
  readonly scheduler: SchedulerLike;
  /** Numbers the files as they are begun, from 0. */
  readonly nextIndex: () => number;
}
