import { defer, EMPTY, map, type Observable, type SchedulerLike } from 'rxjs';
import type { Engine } from '../data/engine.ts';
import { plan } from '../planning/makePlan.ts';
import { streaming } from '../planning/streaming.ts';
import type { Signals } from '../signals/signals.ts';
import { watchDimensions } from '../streaming/dimensions/watchDimensions.ts';
import { emits } from '../streaming/emits.ts';
import { pipeQueries } from '../streaming/microBatches/pipeQueries.ts';
import type { PipeQuery } from '../streaming/microBatches/pipeQuery.ts';
import type { Queries } from '../streaming/queries/queries.ts';
import type { Query } from '../streaming/queries/query.ts';
import { QueryDependencies } from '../streaming/restarts/queryDependencies.ts';
import { queryRestarts } from '../streaming/restarts/queryRestarts.ts';
import type { RestartOutcome } from '../streaming/restarts/restartOutcome.ts';
import type { Project } from './project.ts';

/** The streams of a project. */
export interface ProjectStreams {
  /**
   * Makes a query of each pipe of mode `stream` that has none yet, and of those of mode `both` that are named, and
   * registers it. What cannot run as a stream is refused with a `DefinitionError`.
   */
  register(pipeIds?: readonly string[]): void;
  /**
   * Restarts queries when something changes that they captured.
   *
   * - emits what became of each query that a change concerned
   * - completes at once where nothing is captured, and otherwise never
   * - errors as `queryRestarts` does
   * - on unsubscribe, nothing is looked at any more
   */
  readonly restarts$: Observable<RestartOutcome>;
}

/** What the streams of a project run with. */
export interface StreamsForOptions {
  readonly engine: Engine;
  readonly queries: Queries;
  readonly signals: Signals;
  readonly scheduler: SchedulerLike;
}

/** What runs pipes of a project as streams, beside the queries that it exports. */
export function streamsFor(project: Project, by: StreamsForOptions): ProjectStreams {
  const { definitions, settings } = project;
  const { engine, queries, signals } = by;
  const dependencies = new QueryDependencies(signals.emitter(emits).emit);
  const known: PipeQuery[] = project.queries.filter(saysWhatItReads);
  for (const { id, reads } of known) dependencies.register(id, reads);
  return {
    register: (named = []) => {
      const pipeIds = definitions
        .pipes()
        .filter(({ id, mode }) => mode === 'stream' || (mode === 'both' && named.includes(id)))
        .map(({ id }) => id)
        .filter((id) => !queries.has(id));
      if (pipeIds.length === 0) return;
      const made = plan(definitions.wiring(), pipeIds, { strategy: streaming });
      for (const query of pipeQueries(made, { ...settings.streams, engine, signals })) {
        queries.register(query);
        dependencies.register(query.id, query.reads);
        known.push(query);
      }
    },
    restarts$: defer(() => restarted(project, known, { ...by, dependencies })),
  };
}

const saysWhatItReads = (query: Query): query is PipeQuery => 'reads' in query;

interface Following extends StreamsForOptions {
  readonly dependencies: QueryDependencies;
}

/** What is joined as it is at each batch needs no restart; what was captured is seen anew by the next run alone. */
function restarted(
  { definitions, settings }: Project,
  known: readonly PipeQuery[],
  { engine, queries, signals, scheduler, dependencies }: Following,
): Observable<RestartOutcome> {
  const { every, ...usual } = settings.restarts ?? {};
  const captured = known
    .flatMap(({ reads }) => reads.dimensions ?? [])
    .filter(({ kind }) => kind !== 'joinedLive')
    .map(({ entityId }) => entityId);
  if (captured.length === 0) return EMPTY;
  const entities = [...new Set(captured)].map((id) => definitions.entity(id));
  const { follow } = queryRestarts(queries, { ...usual, dependencies, scheduler });
  const pushes$ = signals.of('entity.version_updated').pipe(map(({ payload }) => payload));
  const emit = { emit: signals.emitter(emits).emit };
  const watch = { engine, signals: emit, pushes$, scheduler, ...(every === undefined ? {} : { every }) };
  return watchDimensions(entities, watch).pipe(follow);
}
