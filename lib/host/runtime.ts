import type { Observable, SchedulerLike } from 'rxjs';
import type { Engine } from '../data/engine.ts';
import type { Watermarks } from '../data/watermarks/watermarks.ts';
import type { Journal } from '../execution/journal/journal.ts';
import type { RunOptions } from '../execution/runOptions.ts';
import type { Signals } from '../signals/signals.ts';
import type { Queries } from '../streaming/queries/queries.ts';
import type { ProjectIngest } from './ingestFor.ts';
import type { Project } from './project.ts';
import type { ProjectStreams } from './projectStreams.ts';

/** One running system: a project, and all that it needs to work. */
export interface Runtime {
  readonly project: Project;
  readonly signals: Signals;
  readonly engine: Engine;
  readonly journal: Journal;
  /** Whether what the journal keeps is there after the process has ended. */
  readonly journalLasts: boolean;
  /** The queries that the project exports; they run while somebody is subscribed to `run$`. */
  readonly queries: Queries;
  /** Makes queries of pipes that run as streams, starts and restarts them, and says how far they are. */
  readonly streams: ProjectStreams;
  /** How far readers have read. */
  readonly watermarks: Watermarks;
  /** Takes in files; nothing where the project defines no ingestions. */
  readonly ingest: ProjectIngest | undefined;
  /** What `run`, `resume` and `dryRun` are to be given, with what the project says of it. */
  readonly runOptions: RunOptions & Required<Pick<RunOptions, 'journal'>> & WithRegistry;
  readonly scheduler: SchedulerLike;
  /** Ends the observers and, unless it was lent, the engine; emits once, when it is over. */
  close(): Observable<void>;
}

interface WithRegistry {
  readonly definitions: Project['definitions'];
}
