import {
  asyncScheduler,
  catchError,
  concatMap,
  defer,
  EMPTY,
  filter,
  interval,
  isEmpty,
  map,
  merge,
  type Observable,
  of,
  type SchedulerLike,
  take,
  throwError,
} from 'rxjs';
import { oneMorePerKey } from '../../../operators/oneMorePerKey.ts';
import type { Engine } from '../../data/engine.ts';
import { EngineError } from '../../data/engineError.ts';
import type { Note } from '../../data/note.ts';
import type { Entity } from '../../definitions/entity.ts';
import { received } from '../../definitions/received.ts';
import type { Queries } from '../queries/queries.ts';
import { isOver, type QueryStatus } from '../queries/queryState.ts';
import { type ChangePosition, changePosition } from './changePosition.ts';
import { checkpointNote, isCheckpoint } from './checkpoint.ts';
import { NotCaughtUpError } from './notCaughtUpError.ts';
import type { PipeQuery } from './pipeQuery.ts';
import { versionIn } from './takeChanges.ts';

/** A query has committed what was there when somebody asked. */
export interface CaughtUp {
  readonly queryId: string;
  /** The entity that drives it. */
  readonly entityId: string;
  /** The version of that entity of which all rows are committed by the query; 0 where there were none. */
  readonly version: number;
}

/** What tells how far a query is. */
export interface CaughtUpOptions {
  /** Where its rows and its checkpoint live. */
  readonly engine: Engine;
  /** Where it runs. */
  readonly queries: Queries;
  /** How often its checkpoint is looked at although it told nothing, in milliseconds. @default 1_000 */
  readonly poll?: number;
  /** The clock. @default asyncScheduler */
  readonly scheduler?: SchedulerLike;
}

/**
 * Waits until a query has committed every row that was committed to the entity that drives it before this was
 * subscribed to. A query that was never started, recovers or is restarted is waited for. What an observable
 * source drives is refused, as nobody knows what is still to come of that.
 *
 * - emits once, when all of it is committed; at once where it is already
 * - completes after that
 * - errors with a `NotCaughtUpError` when the query has failed, was given up, stopped or ended before, with an
 *   `UnknownQueryError` where it is not in the set, and as the engine does
 * - on unsubscribe, nothing is looked at any more; the query goes on
 */
export function caughtUp(query: PipeQuery, options: CaughtUpOptions): Observable<CaughtUp> {
  const { engine, queries, poll = 1_000, scheduler = asyncScheduler } = options;
  const { id, drivenBy } = query;
  if (drivenBy === undefined)
    throw new TypeError(`expected a query that an entity drives, got ${id}, which a source drives`);
  if (!(poll >= 1)) throw new RangeError(`expected poll to be a number from 1, got ${received(poll)}`);
  return versionIn(engine, drivenBy.id).pipe(
    concatMap((version = 0) => {
      const goal = { queryId: id, entityId: drivenBy.id, version };
      return merge(of(undefined), happenings(id, queries), interval(poll, scheduler)).pipe(
        oneMorePerKey(
          () => id,
          () => looked(goal, { entity: drivenBy, engine, queries }),
        ),
      );
    }),
    take(1),
  );
}

/** After each of these its checkpoint may be another, or stay as it is for good. */
const happenings = (id: string, { progress$, states$ }: Queries): Observable<unknown> =>
  merge(progress$, states$).pipe(filter(({ queryId }) => queryId === id));

interface Looking extends Pick<CaughtUpOptions, 'engine' | 'queries'> {
  readonly entity: Entity;
}

/** Looks once; whether it is over is asked before, as its checkpoint is the last one only then. */
function looked(goal: CaughtUp, { entity, engine, queries }: Looking): Observable<CaughtUp> {
  return defer(() => {
    const status = queries.status(goal.queryId);
    return checkpointNote(engine, goal.queryId).pipe(
      concatMap((note) => versionDone(positionIn(note, entity), goal.version, { entity, engine })),
      concatMap((version) => {
        if (version >= goal.version) return of({ ...goal, version });
        return isEnded(status) ? throwError(() => new NotCaughtUpError(goal, version, status)) : EMPTY;
      }),
    );
  });
}

const nothingDone: ChangePosition = { version: 0, offset: 0 };

function positionIn(note: Note | undefined, { id }: Entity): ChangePosition {
  if (!isCheckpoint(note) || note.source !== id || note.position === undefined) return nothingDone;
  return changePosition(note.position) ?? nothingDone;
}

/** A position in the midst of versions may be behind their last row, which only shows when they are read. */
function versionDone(
  { version, offset }: ChangePosition,
  upTo: number,
  { entity, engine }: Omit<Looking, 'queries'>,
): Observable<number> {
  if (version >= upTo || offset === 0) return of(version);
  const rest = engine.read(entity, { kind: 'changes', after: version, upTo, offset, limit: 1 });
  return rest.rows().pipe(
    filter((rows) => rows.length > 0),
    isEmpty(),
    map((isDone) => (isDone ? upTo : version)),
    catchError((error: unknown) => (isLost(error) ? of(version) : throwError(() => error))),
  );
}

const isLost = (error: unknown): boolean =>
  error instanceof EngineError && error.errorClass === 'version_not_found';

const isEnded = (status: QueryStatus): boolean => isOver(status) && status.state !== 'registered';
