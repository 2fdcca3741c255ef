import type { Observable, SchedulerLike } from 'rxjs';
import type { Engine } from '../data/engine.ts';
import type { Signals } from '../signals/signals.ts';
import type { Project } from './project.ts';

/** How files are taken in. */
export interface IngestOptions {
  /** Whether to go on with what comes, until somebody stops it. */
  readonly watch: boolean;
}

/**
 * Takes in the files of some ingestion entries, or of all where none is named; what happens is told as signals
 * `file_ingestion.*`. Errors when it cannot go on; unsubscribing stops it.
 */
export type Ingest = (entryIds: readonly string[], options: IngestOptions) => Observable<unknown>;

/** What files are taken in with. */
export interface IngestForOptions {
  readonly engine: Engine;
  readonly signals: Signals;
  readonly scheduler: SchedulerLike;
}

/** How a project takes in files; nothing while it cannot. */
export function ingestFor(_project: Project, _options: IngestForOptions): Ingest | undefined {
  return undefined;
}
