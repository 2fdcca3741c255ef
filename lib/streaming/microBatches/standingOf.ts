import { catchError, concatMap, map, type Observable, of, throwError } from 'rxjs';
import type { Engine } from '../../data/engine.ts';
import { EngineError } from '../../data/engineError.ts';
import type { Entity } from '../../definitions/entity.ts';
import { received } from '../../definitions/received.ts';
import type { CheckpointStanding } from '../restarts/checkpointStanding.ts';
import { changeCounts } from './changeCounts.ts';
import { type ChangePosition, changePosition } from './changePosition.ts';
import { type Checkpoint, checkpointNote, isCheckpoint } from './checkpoint.ts';
import { versionIn } from './takeChanges.ts';

/** Of which query, and what drives it. */
export interface StandingOf {
  readonly queryId: string;
  readonly engine: Engine;
  readonly entity: Entity;
  /** Whether the changes of the entity drive it, and not a source. */
  readonly byChanges: boolean;
}

/** Tells how far a query is by its checkpoint, and whether it could go on from there; one emission. */
export function standingOf(about: StandingOf): Observable<CheckpointStanding> {
  const { queryId, engine, entity } = about;
  return checkpointNote(engine, queryId).pipe(
    concatMap((note) => {
      // It begins where it is said to begin, whatever happens to it.
      if (note === undefined) return of<CheckpointStanding>({ verdict: 'compatible', entityId: entity.id });
      if (isCheckpoint(note)) return standingAt(note, about);
      const why = `expected a checkpoint in its note, got ${received(note)}`;
      return of<CheckpointStanding>({ verdict: 'needs_clean_start', why, entityId: entity.id });
    }),
  );
}

function standingAt(
  { batchId, source, position }: Checkpoint,
  { engine, entity, byChanges }: StandingOf,
): Observable<CheckpointStanding> {
  const { id: entityId } = entity;
  const place = {
    entityId,
    ...(batchId >= 0 && { batchId }),
    ...(position !== undefined && { position }),
  };
  const unfit = (why: string) => of<CheckpointStanding>({ verdict: 'needs_clean_start', why, ...place });
  if (source !== entityId) return unfit(`its checkpoint is of what ${source} drove`);
  if (!byChanges || position === undefined) return of({ verdict: 'compatible', ...place });
  const reached = changePosition(position);
  if (!reached) return unfit(`expected a version and an offset as its position, got ${received(position)}`);
  return ahead(reached, engine, entity).pipe(
    map((follows) => ({ verdict: 'compatible' as const, ...place, ...follows })),
    catchError((error: unknown) =>
      error instanceof EngineError && error.errorClass === 'version_not_found'
        ? unfit(error.message)
        : throwError(() => error),
    ),
  );
}

/** What follows a position: counted, as that shows whether it can be read as well. */
function ahead(
  { version, offset }: ChangePosition,
  engine: Engine,
  entity: Entity,
): Observable<Pick<CheckpointStanding, 'versionsToRead' | 'rowsToRead'>> {
  return versionIn(engine, entity.id).pipe(
    concatMap((latest = 0) => {
      if (latest < version) return throwError(() => madeAnew(entity, version, latest));
      if (latest === version) return of({ versionsToRead: 0, rowsToRead: 0 });
      const changes = engine.read(entity, { kind: 'changes', after: version, upTo: latest });
      return changeCounts(changes, engine).pipe(
        map((counts) => ({
          versionsToRead: latest - version,
          rowsToRead: counts.reduce((sum, [, rows]) => sum + rows, -offset),
        })),
      );
    }),
  );
}

const madeAnew = ({ id: entityId }: Entity, version: number, latest: number): EngineError =>
  new EngineError('version_not_found', `expected ${entityId} at version ${version}, got ${latest}`, {
    entityId,
  });
