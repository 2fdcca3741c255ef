import { catchError, concatMap, map, type Observable, of, tap, throwError } from 'rxjs';
import { type ChangeRows, changesFrame, snapshotFrame } from '../../data/changes/changesFrame.ts';
import type { Engine } from '../../data/engine.ts';
import { EngineError } from '../../data/engineError.ts';
import type { Entity } from '../../definitions/entity.ts';
import { type CountedChanges, changeCounts, rowCount } from './changeCounts.ts';
import type { ChangePosition } from './changePosition.ts';
import { CheckpointError } from './checkpointError.ts';
import type { Taken } from './driver.ts';
import { nextPart } from './nextPart.ts';
import type { StartAt } from './pipeQueryOptions.ts';

/** Of what changes are taken, and how. */
export interface TakingHost {
  readonly queryId: string;
  readonly entity: Entity;
  readonly maxRows: number;
  readonly rows: ChangeRows;
  readonly startAt: StartAt;
  /** The last version that is taken; nothing where there is none. */
  readonly last: number | undefined;
}

/** The changes of an entity are not kept from its first version on, so that they have to be done without. */
export class LostBeginningError extends Error {
  override readonly name = 'LostBeginningError';
}

/** What is known of changes from one batch to the next. */
export interface Ahead {
  /** What was counted last; several batches may come of it. */
  counted?: CountedChanges;
}

interface Taking extends TakingHost {
  /** Whether it begins with the rows as they are. */
  readonly takesSnapshot: boolean;
  readonly ahead: Ahead;
}

/** The version that an entity has; nothing where it has no table. */
export const versionIn = (engine: Engine, entityId: string): Observable<number | undefined> =>
  engine.versions([entityId]).pipe(map((versions) => versions.get(entityId)));

/** The changes after a position, as a transaction sees them: as many as a batch may have. */
export function takeChanges(
  inside: Engine,
  noted: ChangePosition | undefined,
  taking: Taking,
): Observable<Taken | undefined> {
  const { entity, startAt, last, maxRows, takesSnapshot } = taking;
  return versionIn(inside, entity.id).pipe(
    concatMap((version) => {
      if (noted === undefined && startAt === 'now') return of(passed(startOf(version)));
      if (version === undefined) return of(undefined);
      if (noted === undefined && takesSnapshot) return snapshot(version, inside, taking);
      const from = noted ?? startOf(typeof startAt === 'number' ? startAt : 0);
      if (version < from.version) throw newerThan(version, from, taking);
      const upTo = last === undefined ? version : Math.min(version, last);
      if (upTo > from.version) return part({ from, upTo, limit: maxRows }, inside, { ...taking, noted });
      return of(noted === undefined ? passed(from) : undefined);
    }),
  );
}

const startOf = (version: number | undefined = 0): ChangePosition => ({ version, offset: 0 });

const passed = (position: ChangePosition): Taken => ({ rows: 0, position: { ...position } });

interface Part {
  readonly from: ChangePosition;
  readonly upTo: number;
  readonly limit: number;
}

type Noted = Taking & { readonly noted: ChangePosition | undefined };

function part({ from, upTo, limit }: Part, inside: Engine, taking: Noted): Observable<Taken> {
  const { entity, rows } = taking;
  const explained = (error: unknown) => lost(error, from, taking);
  return countedFrom(from, upTo, inside, taking).pipe(
    catchError((error) => throwError(() => explained(error))),
    concatMap((counted) => {
      const next = nextPart(from, counted, limit);
      const position = { ...next.position };
      if (next.rows === 0) return of(passed(position));
      const changes = inside.read(entity, { kind: 'changes', ...next.slice });
      const frame$ = changesFrame(changes, { rows, entity, inside });
      return frame$.pipe(map((frame) => ({ frame, rows: next.rows, position, explained })));
    }),
  );
}

/** How many changes each version has, which does not change any more; what was counted ahead is used up first. */
function countedFrom(
  { version: after }: ChangePosition,
  upTo: number,
  inside: Engine,
  { entity, ahead }: Taking,
): Observable<CountedChanges> {
  const { counted } = ahead;
  if (counted && counted.after <= after && counted.upTo > after) return of(counted);
  return changeCounts(inside.read(entity, { kind: 'changes', after, upTo }), inside).pipe(
    map((counts) => ({ after, upTo, counts })),
    tap((all) => {
      ahead.counted = all;
    }),
  );
}

/** All rows as they are, in one batch: what is there at one moment can only be taken at that moment. */
function snapshot(version: number, inside: Engine, { entity, rows }: Taking): Observable<Taken> {
  const all = inside.read(entity);
  const position = { ...startOf(version) };
  return rowCount(all, inside).pipe(
    map((count) => {
      if (count === 0) return { rows: 0, position };
      return { frame: snapshotFrame(all, version, { rows, entity, inside }), rows: count, position };
    }),
  );
}

function newerThan(
  version: number,
  from: ChangePosition,
  { queryId, entity: { id } }: Taking,
): CheckpointError {
  const expected = `expected ${id} to be at version ${from.version} or later`;
  return new CheckpointError(queryId, `${expected}, got ${version}, as if its table had been made anew`);
}

function lost(error: unknown, from: ChangePosition, { queryId, entity, noted, startAt }: Noted): unknown {
  if (!(error instanceof EngineError) || error.errorClass !== 'version_not_found') return error;
  if (error.entityId !== entity.id) return error;
  const options = { cause: error };
  if (noted === undefined && startAt === 'beginning') return new LostBeginningError(error.message, options);
  const expected = `expected the changes of ${entity.id} after version ${from.version} to be kept`;
  return new CheckpointError(queryId, `${expected}, got: ${error.message}`, options);
}
