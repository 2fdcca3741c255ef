import type { Note } from '../../data/note.ts';

/** Whether a query can go on from its checkpoint after a restart. */
export type CheckpointVerdict = 'compatible' | 'needs_clean_start' | 'unknown';

/** How far a query is by its checkpoint, and what it would read from there, as plain data. */
export interface CheckpointStanding {
  /** Whether a run can go on from there. */
  readonly verdict: CheckpointVerdict;
  /** Why it cannot. */
  readonly why?: string;
  /** The last batch that was committed; nothing before the first. */
  readonly batchId?: number;
  /** The entity whose rows drive it. */
  readonly entityId: string;
  /** Up to where these rows were taken; nothing where none were. */
  readonly position?: Note;
  /** How many versions of the entity follow; nothing where a source drives it. */
  readonly versionsToRead?: number;
  /** How many changed rows follow, counted up to a million. */
  readonly rowsToRead?: number;
}
