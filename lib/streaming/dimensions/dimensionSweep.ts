import {
  catchError,
  defer,
  EMPTY,
  forkJoin,
  from,
  map,
  mergeMap,
  type Observable,
  of,
  reduce,
  type SchedulerLike,
  timeout,
} from 'rxjs';
import { limit } from '../../../operators/limit.ts';
import type { Engine } from '../../data/engine.ts';
import { EngineError } from '../../data/engineError.ts';
import { markOf } from './detection.ts';
import type { ChangeClass, DimensionVersion } from './dimensionChange.ts';
import type { KnownDimension, KnownDimensions, WatchedDimension } from './watchedDimension.ts';

export interface DimensionSweepOptions {
  readonly engine: Engine;
  /** How long one question may take, in milliseconds. */
  readonly checkWithin: number;
  readonly scheduler: SchedulerLike;
  /** Is told of a dimension that could not be looked at. */
  readonly onFailed: (entityId: string, error: unknown) => void;
}

/** Which version is to be looked at, and what who knows of it says of the change. */
export interface Looking {
  readonly version: DimensionVersion | undefined;
  readonly changeClass?: ChangeClass | undefined;
  readonly isPushed?: boolean;
}

/**
 * Looks at all dimensions whose version moved, after one question for all versions. One that cannot be looked at is
 * reported and left out; where the question for all fails, so does the sweep.
 */
export function dimensionSweep(
  watched: ReadonlyMap<string, WatchedDimension>,
  known: KnownDimensions,
  options: DimensionSweepOptions,
): Observable<KnownDimensions> {
  const ids = [...watched.keys()];
  const askVersions$ = options.engine.capabilities.versions
    ? movedOf(ids, known, options)
    : of(ids.map(unversioned));
  return askVersions$.pipe(
    mergeMap((moved) => from(moved)),
    limit(({ id, version }) => lookAt(watched.get(id) as WatchedDimension, { version }, options), 4),
    reduce((all, seen) => new Map([...all, ...seen]), new Map() as KnownDimensions),
  );
}

interface Moved {
  readonly id: string;
  readonly version: number | undefined;
}

const unversioned = (id: string): Moved => ({ id, version: undefined });

/** Which dimensions have another version than is known. What the engine blames is left out, and the rest asked again. */
function movedOf(
  ids: readonly string[],
  known: KnownDimensions,
  options: DimensionSweepOptions,
): Observable<readonly Moved[]> {
  const { engine, checkWithin, scheduler, onFailed } = options;
  return defer(() => engine.versions(ids)).pipe(
    timeout({ first: checkWithin, scheduler }),
    map((versions) => {
      for (const id of ids) if (!versions.has(id)) onFailed(id, new MissingDimensionError(id));
      return ids
        .map((id) => ({ id, version: versions.get(id) }))
        .filter(({ id, version }) => version !== undefined && known.get(id)?.seen.version !== version);
    }),
    catchError((error: unknown) => {
      const blamed = error instanceof EngineError ? error.entityId : undefined;
      if (blamed === undefined || !ids.includes(blamed)) throw error;
      onFailed(blamed, error);
      const others = ids.filter((id) => id !== blamed);
      return others.length === 0 ? of([]) : movedOf(others, known, options);
    }),
  );
}

/** A dimension has no table, or none any more. */
class MissingDimensionError extends Error {
  override readonly name = 'MissingDimensionError';

  constructor(readonly entityId: string) {
    super(`expected ${entityId} to have a table, got none`);
  }
}

/** Looks at one dimension; nothing where that fails, which is reported. */
export function lookAt(
  { entity, detect = { by: 'version' } }: WatchedDimension,
  { version, changeClass, isPushed = false }: Looking,
  { engine, checkWithin, scheduler, onFailed }: DimensionSweepOptions,
): Observable<KnownDimensions> {
  return defer(() =>
    forkJoin({
      mark: markOf(detect, { entity, engine, version: version ?? '' }),
      columns: engine.schema(entity),
    }),
  ).pipe(
    timeout({ first: checkWithin, scheduler }),
    map((seen) => ({ ...seen, version, changeClass, isPushed })),
    map((seen) => new Map<string, KnownDimension>([[entity.id, { seen, told: seen }]])),
    catchError((error: unknown) => {
      onFailed(entity.id, error);
      return EMPTY;
    }),
  );
}
