import { defer, EMPTY, type Observable, type SchedulerLike } from 'rxjs';
import type { Engine } from '../data/engine.ts';
import type { Signals } from '../signals/signals.ts';
import type { DimensionChange } from '../streaming/dimensions/dimensionChange.ts';
import { watchDimensions } from '../streaming/dimensions/watchDimensions.ts';
import type { PipeQuery } from '../streaming/microBatches/pipeQuery.ts';
import type { Queries } from '../streaming/queries/queries.ts';
import type { QueryDependencies } from '../streaming/restarts/queryDependencies.ts';
import { queryRestarts } from '../streaming/restarts/queryRestarts.ts';
import type { Restarts } from '../streaming/restarts/restarts.ts';
import type { Project } from './project.ts';
import type { ProjectStreams } from './projectStreams.ts';

/** What streams are restarted with. */
export interface StreamRestartsOptions {
  readonly engine: Engine;
  readonly queries: Queries;
  readonly signals: Signals;
  readonly scheduler: SchedulerLike;
  readonly dependencies: QueryDependencies;
}

/**
 * What changes of the dimensions of streams lead to. What is joined as it is at each batch needs no restart; what
 * was captured is seen anew by the next run alone.
 */
export function streamRestarts(
  { definitions, settings }: Project,
  known: readonly PipeQuery[],
  { engine, queries, signals, scheduler, dependencies }: StreamRestartsOptions,
): Pick<ProjectStreams, 'changes$' | 'preview' | 'restarts$'> {
  const { every, ...usual } = settings.restarts ?? {};
  let made: Restarts | undefined;
  /** One for all, as it remembers how long restarts took. */
  const restarts = (): Restarts => {
    made ??= queryRestarts(queries, { ...usual, dependencies, scheduler });
    return made;
  };
  const watches = new Map<string, Observable<DimensionChange>>();
  /** Queries may be registered until somebody subscribes. */
  const changes$ = defer(() => {
    const ids = capturedBy(known);
    if (ids.length === 0) return EMPTY;
    const name = ids.join(' ');
    const watch = { engine, signals, scheduler, ...(every === undefined ? {} : { every }) };
    const watched$ =
      watches.get(name) ??
      watchDimensions(
        ids.map((id) => definitions.entity(id)),
        watch,
      );
    watches.set(name, watched$);
    return watched$;
  });
  return {
    changes$,
    preview: (change) => defer(() => restarts().preview(change)),
    restarts$: defer(() => changes$.pipe(restarts().follow)),
  };
}

const capturedBy = (known: readonly PipeQuery[]): readonly string[] => [
  ...new Set(
    known
      .flatMap(({ reads }) => reads.dimensions ?? [])
      .filter(({ kind }) => kind !== 'joinedLive')
      .map(({ entityId }) => entityId),
  ),
];
