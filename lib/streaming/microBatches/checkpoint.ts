import { map, type Observable } from 'rxjs';
import type { Engine } from '../../data/engine.ts';
import type { Note } from '../../data/note.ts';
import { isRecord } from '../../definitions/optionProblems.ts';
import { received } from '../../definitions/received.ts';
import { CheckpointError } from './checkpointError.ts';

/** How far a query is, as it is noted together with what it wrote. */
export interface Checkpoint {
  /** The last batch that was committed, from 0 on; -1 before the first. */
  readonly batchId: number;
  /** The run that committed last; older ones may not any more. */
  readonly epoch: number;
  /** The entity whose rows drive the query. */
  readonly source: string;
  /** Up to where its rows were taken; nothing where none were. */
  readonly position?: Note;
}

/** Whose checkpoint it is, and in which run. */
export interface CheckpointOwner {
  readonly queryId: string;
  /** The entity whose rows drive the query. */
  readonly source: string;
  readonly epoch: number;
  /** Whether what an earlier run has noted is of no use. */
  readonly cleanStart: boolean;
}

/** The scope of the notes that checkpoints are; each has the id of its query as key. */
export const checkpointScope = 'checkpoint';

/** What is noted as the checkpoint of a query; nothing where there is none. */
export const checkpointNote = (engine: Engine, queryId: string): Observable<Note | undefined> =>
  engine.notes(checkpointScope, [queryId]).pipe(map((notes) => notes.get(queryId) ?? undefined));

/** Notes a checkpoint in place of the one before. */
export const noteCheckpoint = (
  engine: Engine,
  queryId: string,
  checkpoint: Checkpoint,
): Observable<never> => engine.note(checkpointScope, [[queryId, { ...checkpoint }]]);

/** The run that committed last; 0 where that is not known. */
export const lastEpochOf = (note: Note | undefined): number => (isCheckpoint(note) ? note.epoch : 0);

/** What a run goes on from; nothing where it begins anew. Throws a `CheckpointError` where it can do neither. */
export function checkpointOf(note: Note | undefined, owner: CheckpointOwner): Checkpoint | undefined {
  const { queryId, source, epoch, cleanStart } = owner;
  if (note === undefined || (cleanStart && lastEpochOf(note) !== epoch)) return undefined;
  if (!isCheckpoint(note))
    throw new CheckpointError(queryId, `expected a checkpoint in its note, got ${received(note)}`);
  if (note.source === source) return note;
  const problem = `expected a checkpoint of what ${source} drives, got one of what ${note.source} drove`;
  throw new CheckpointError(queryId, problem);
}

/** Whether a note is what a query has noted of itself. */
export const isCheckpoint = (note: unknown): note is Checkpoint =>
  isRecord(note) &&
  typeof note['batchId'] === 'number' &&
  typeof note['epoch'] === 'number' &&
  typeof note['source'] === 'string';
