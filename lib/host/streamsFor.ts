import { concat, defer, last, type Observable } from 'rxjs';
import { plan } from '../planning/makePlan.ts';
import { streaming } from '../planning/streaming.ts';
import { emits } from '../streaming/emits.ts';
import { type CaughtUp, caughtUp } from '../streaming/microBatches/caughtUp.ts';
import { pipeQueries } from '../streaming/microBatches/pipeQueries.ts';
import type { PipeQuery } from '../streaming/microBatches/pipeQuery.ts';
import { StreamChecks } from '../streaming/microBatches/streamChecks.ts';
import type { Query } from '../streaming/queries/query.ts';
import { UnknownQueryError } from '../streaming/queries/unknownQueryError.ts';
import { QueryDependencies } from '../streaming/restarts/queryDependencies.ts';
import { stream } from '../streaming/stream.ts';
import { lineageSetting } from './lineageSetting.ts';
import type { Project } from './project.ts';
import type { ProjectStreams } from './projectStreams.ts';
import { type StreamRestartsOptions, streamRestarts } from './streamRestarts.ts';
import { streamWiring } from './streamWiring.ts';

/** What the streams of a project run with. */
export type StreamsForOptions = Omit<StreamRestartsOptions, 'dependencies'>;

/** What runs pipes of a project as streams, beside the queries that it exports. */
export function streamsFor(project: Project, by: StreamsForOptions): ProjectStreams {
  const { definitions, settings } = project;
  const { engine, queries, signals } = by;
  const dependencies = new QueryDependencies(signals.emitter(emits).emit);
  const checks = new StreamChecks();
  const known: PipeQuery[] = project.queries.filter(saysWhatItReads);
  for (const { id, reads } of known) dependencies.register(id, reads);
  const register = (named: readonly string[] = []): void => {
    const pipeIds = definitions
      .pipes()
      .filter(({ id, mode }) => mode === 'stream' || (mode === 'both' && named.includes(id)))
      .map(({ id }) => id)
      .filter((id) => !queries.has(id));
    if (pipeIds.length === 0) return;
    const made = plan(definitions.wiring(), pipeIds, { strategy: streaming });
    for (const query of pipeQueries(made, {
      ...lineageSetting(project),
      checks,
      ...settings.streams,
      engine,
      signals,
    })) {
      queries.register(query);
      dependencies.register(query.id, query.reads);
      known.push(query);
    }
  };
  return {
    register,
    start: (named) =>
      defer(() => {
        register(named);
        const queryIds = named ?? queries.list().map(({ queryId }) => queryId);
        const wiring = streamWiring(definitions, queryIds);
        return stream(plan(wiring, queryIds, { strategy: streaming }), { queries });
      }),
    restart: (queryId, because) => queries.restart(queryId, because),
    caughtUp: (queryId) => defer(() => allCaughtUp(queryId, known, by)),
    ...streamRestarts(project, known, { ...by, dependencies }),
  };
}

const saysWhatItReads = (query: Query): query is PipeQuery => 'reads' in query;

/** Those that write what it reads have to be there first; what a source drives has no end that could be waited for. */
function allCaughtUp(
  queryId: string,
  known: readonly PipeQuery[],
  by: StreamsForOptions,
): Observable<CaughtUp> {
  const meant = known.find(({ id }) => id === queryId);
  if (!meant)
    throw new UnknownQueryError(
      queryId,
      known.map(({ id }) => id),
    );
  const above = upstreamsOf(meant, known).filter(({ drivenBy }) => drivenBy !== undefined);
  return concat(...[...above, meant].map((query) => defer(() => caughtUp(query, by)))).pipe(last());
}

/** Queries that it reads from, and those that these read from, the first of all first. */
function upstreamsOf({ reads }: PipeQuery, known: readonly PipeQuery[]): readonly PipeQuery[] {
  const direct = known.filter(({ id }) => reads.upstreams?.includes(id));
  return [...new Set(direct.flatMap((one) => [...upstreamsOf(one, known), one]))];
}
