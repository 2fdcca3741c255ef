import { asyncScheduler, defer, finalize, type Observable, type SchedulerLike } from 'rxjs';
import { fence } from '../../../operators/fence.ts';
import type { Turn } from '../../../operators/givenTurn.ts';
import { takeTurns } from '../../../operators/takeTurns.ts';
import { turnstile } from '../../../operators/turnstile.ts';
import { DefinitionError } from '../../definitions/definitionError.ts';
import { queryProblems } from './queryProblems.ts';
import type { QueryProgress } from './queryProgress.ts';
import { type Built, queryRun } from './queryRun.ts';
import type { QueryWatch } from './queryWatch.ts';

/** What the builder of a query is given, anew for each start. */
export interface QueryContext extends Turn {
  readonly queryId: string;
  /** Where the query keeps its place, if it was said. */
  readonly checkpoint: string | undefined;
  readonly config: Readonly<Record<string, unknown>>;
  /** Whether it is to begin anew, without what its checkpoint holds, as that does not fit any more. */
  readonly cleanStart: boolean;
  /** Where time comes from. */
  readonly scheduler: SchedulerLike;
}

/** Starts a query: gives, observes or promises a running one, or is its progress itself. */
export type QueryBuilder = (context: QueryContext) => Built;

/** What a query is declared with, besides its id and builder. */
export interface QueryOptions {
  /** For people. @default the id */
  readonly name?: string;
  /** Where the query keeps its place. @default none */
  readonly checkpoint?: string;
  /** Ids of what it reads. @default [] */
  readonly dependencies?: readonly string[];
  /** Settings for its builder. @default {} */
  readonly config?: Readonly<Record<string, unknown>>;
  /** How many runs of it its engine allows at once. @default 1 */
  readonly readers?: number;
  /** The last epoch that an earlier process began; its own go on from there. @default 0 */
  readonly lastEpoch?: number;
}

/** A streaming query: a cold Observable of its progress. */
export interface Query extends Observable<QueryProgress> {
  readonly kind: 'query';
  readonly id: string;
  /** For people. */
  readonly name: string;
  readonly checkpoint: string | undefined;
  readonly dependencies: readonly string[];
  readonly config: Readonly<Record<string, unknown>>;
  /** How many runs of it there may be at once. */
  readonly readers: number;
  /** The same query, with another clock or deadline, that tells how it goes; it takes turns with all others. */
  readonly watched: (watch?: QueryWatch) => Observable<QueryProgress>;
}

/**
 * Declares a streaming query. Subscribing to it starts it, unsubscribing stops it, and no two runs of it overlap
 * unless `readers` allows it: the next one begins when the last has stopped, or was given up after 30 seconds, and
 * then its epoch may commit nothing any more. With more readers the next one begins beside the last, which may commit
 * until the next one does, or emits progress. Everything that is wrong with the declaration is told at once, by a
 * `DefinitionError`.
 *
 * - emits the progress of the query
 * - completes when the query has come to its end
 * - errors when the query fails, or cannot be started
 * - on unsubscribe, the signal of its builder is aborted; a running query is asked to stop, and so is one that is
 *   promised once it is there; an observable of progress is unsubscribed from
 */
export function query(id: string, builder: QueryBuilder, options: QueryOptions = {}): Query {
  const problems = queryProblems(id, builder, options);
  if (problems.length > 0) throw new DefinitionError(`query "${String(id)}"`, problems);
  const { name = id, checkpoint, dependencies = [], config = {}, readers = 1, lastEpoch = 0 } = options;
  const definition = Object.freeze({
    kind: 'query' as const,
    id,
    name,
    checkpoint,
    dependencies: Object.freeze([...dependencies]),
    config: Object.freeze({ ...config }),
    readers,
  });
  const shared = {
    atOnce: readers,
    turns: turnstile({ atOnce: readers }),
    epochs: fence({ after: lastEpoch }),
  };
  const watched = ({
    starting,
    started,
    over,
    fenced,
    cleanStart = false,
    ...options
  }: QueryWatch = {}) => {
    const { scheduler = asyncScheduler, onLateError } = options;
    const { config } = definition;
    const late = onLateError === undefined ? {} : { onLateError };
    const start = (turn: Turn): Observable<QueryProgress> => {
      starting?.(turn.epoch);
      // Added to the turn, because a spread would read its signal, and so have one made.
      const build = () =>
        builder(Object.assign(turn, { queryId: id, checkpoint, config, cleanStart, scheduler }));
      const told = { ...late, started: (engineId?: string) => started?.(turn.epoch, engineId) };
      return queryRun(build, turn, told).pipe(finalize(() => over?.(turn.epoch)));
    };
    return takeTurns(start, { ...shared, ...options, ...(fenced && { onFenced: fenced }) });
  };
  return Object.assign(
    defer(() => watched()),
    definition,
    { watched },
  );
}
