import { concat, concatMap, EMPTY, last, map, type Observable, of } from 'rxjs';
import { FencedError } from '../../../operators/fence.ts';
import type { Engine } from '../../data/engine.ts';
import type { Note } from '../../data/note.ts';
import {
  type CheckpointOwner,
  checkpointNote,
  checkpointOf,
  lastEpochOf,
  noteCheckpoint,
} from './checkpoint.ts';

/** A run that begins. */
export interface BeginningRun extends Omit<CheckpointOwner, 'epoch'> {
  /** Its epoch is at least this. */
  readonly atLeast: number;
  /** Whether the run before goes on until this one commits. */
  readonly beside: boolean;
}

/** The scope in which the newest epoch of each query is noted. Of its own, so that noting it is in nobody's way. */
const epochScope = 'epoch';

/**
 * Begins an epoch that is newer than any before, also of other processes; one emission. What ran before may commit
 * nothing from now on or, where runs go on beside each other, once this one has committed.
 */
export function beginEpoch(engine: Engine, begin: BeginningRun): Observable<number> {
  const { queryId, atLeast, beside } = begin;
  const begun$ = engine.transaction((inside) =>
    checkpointNote(inside, queryId).pipe(
      concatMap((note) =>
        inside.notes(epochScope, [queryId]).pipe(
          map((epochs) => ({
            note,
            newest: Math.max(Number(epochs.get(queryId) ?? 0), lastEpochOf(note)),
          })),
        ),
      ),
      concatMap(({ note, newest }) => {
        const epoch = Math.max(newest + 1, atLeast);
        const taking$ = beside ? EMPTY : takeOver(inside, note, { ...begin, epoch });
        return concat(inside.note(epochScope, [[queryId, epoch]]), taking$, of(epoch));
      }),
    ),
  );
  // Only once that is committed.
  return begun$.pipe(last());
}

/** Notes that a run may commit from now on, and none before it. */
function takeOver(inside: Engine, note: Note | undefined, owner: CheckpointOwner): Observable<never> {
  const { queryId, source, epoch } = owner;
  const checkpoint = checkpointOf(note, owner);
  return noteCheckpoint(inside, queryId, { batchId: -1, source, ...checkpoint, epoch });
}

/** Throws a `FencedError` where a newer run has committed. */
export function refuseFenced(note: Note | undefined, epoch: number): void {
  const last = lastEpochOf(note);
  if (last > epoch) throw new FencedError(last, epoch);
}
