import { defer, type Observable, type SchedulerLike } from 'rxjs';
import type { Engine } from '../data/engine.ts';
import { localFiles } from '../data/storage/localFiles.ts';
import { ingest } from '../execution/ingestion/ingest.ts';
import type { IngestEvent } from '../execution/ingestion/ingestEvent.ts';
import { ingestWatched } from '../execution/ingestion/ingestWatched.ts';
import type { Signals } from '../signals/signals.ts';
import { lineageSetting } from './lineageSetting.ts';
import type { Project } from './project.ts';

/** How files are taken in. */
export interface ProjectIngestOptions {
  /** Whether to go on with what comes, until somebody stops it. */
  readonly watch: boolean;
}

/**
 * Takes in the files of some ingestions, or of all where none is named.
 *
 * - emits what happens, as `ingest` and `ingestWatched` do
 * - completes when all has ended, and never where it watches
 * - errors as those do, and with an `UnknownIdError` for an ingestion that is not defined
 * - on unsubscribe, what is not committed is not done
 */
export type ProjectIngest = (
  ingestionIds: readonly string[],
  options: ProjectIngestOptions,
) => Observable<IngestEvent>;

/** What files are taken in with. */
export interface IngestForOptions {
  readonly engine: Engine;
  readonly signals: Signals;
  readonly scheduler: SchedulerLike;
}

/** How a project takes in files; nothing where it defines no ingestions. */
export function ingestFor(project: Project, options: IngestForOptions): ProjectIngest | undefined {
  const { definitions, folder, settings } = project;
  if (definitions.ingestions().length === 0) return undefined;
  return (ids, { watch }) =>
    defer(() => {
      const { storage = localFiles(folder), ...usual } = settings.ingest ?? {};
      const meant =
        ids.length === 0
          ? definitions.ingestions()
          : [...new Set(ids)].map((id) => definitions.ingestion(id));
      return (watch ? ingestWatched : ingest)(meant, {
        ...lineageSetting(project),
        ...usual,
        ...options,
        storage,
      });
    });
}
