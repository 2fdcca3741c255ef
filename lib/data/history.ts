import type { WriteMode } from './writeMode.ts';

/** Who writes, for the history. */
export interface WrittenBy {
  readonly runId?: string;
  readonly pipeId?: string;
  readonly packageName?: string;
  readonly packageVersion?: string;
}

/** One write that was committed. */
export interface HistoryEntry {
  /** Rises with each write of the engine. */
  readonly sequence: number;
  readonly entityId: string;
  readonly mode: WriteMode['mode'];
  /** The version that the entity has by it; nothing where the engine has no `versions`. */
  readonly version: number | undefined;
  readonly rowsWritten: number;
  readonly inserted: number | undefined;
  readonly updated: number | undefined;
  readonly deleted: number | undefined;
  /** When it was committed, in milliseconds. */
  readonly at: number;
  readonly durationMs: number;
  readonly by: WrittenBy;
  /** The name under which it is done once. */
  readonly once: string | undefined;
}

/** Which writes are asked for. */
export interface HistoryQuery {
  /** @default of all entities */
  readonly entityIds?: readonly string[];
  readonly runId?: string;
  readonly pipeId?: string;
  /** Only those after this sequence. @default all */
  readonly after?: number;
  /** The most entries, of which the newest are given. @default 100 */
  readonly limit?: number;
}

/** How much was let go of. */
export interface Pruned {
  /** Writes that the history does not tell of any more. */
  readonly entries: number;
  /** Rows that were kept for earlier versions alone. */
  readonly rows: number;
}
