import { catchError, EMPTY, filter, merge, type Observable } from 'rxjs';
import { oneMorePerKey } from '../../../operators/oneMorePerKey.ts';
import type { ChangeClass, DimensionVersion } from './dimensionChange.ts';
import { type DimensionSweepOptions, dimensionSweep, lookAt } from './dimensionSweep.ts';
import type { KnownDimensions, WatchedDimension } from './watchedDimension.ts';

/** Somebody knows without asking that a dimension has a new version, as who wrote it does. */
export interface DimensionPush {
  readonly entityId: string;
  readonly newVersion: DimensionVersion;
  readonly changeClass?: ChangeClass;
}

/** Looks at dimensions that are pushed, and at those whose feeds say that there is something to see. */
export function pushedDimensions(
  pushes$: Observable<DimensionPush>,
  watched: ReadonlyMap<string, WatchedDimension>,
  sweep: DimensionSweepOptions,
): Observable<KnownDimensions> {
  return merge(pushed(pushes$, watched, sweep), ...fed(watched, sweep));
}

/** Looks at what is pushed, at each dimension once at a time, and once more for all that is pushed meanwhile. */
function pushed(
  pushes$: Observable<DimensionPush>,
  watched: ReadonlyMap<string, WatchedDimension>,
  sweep: DimensionSweepOptions,
): Observable<KnownDimensions> {
  const look = ({
    entityId,
    newVersion: version,
    changeClass,
  }: DimensionPush): Observable<KnownDimensions> =>
    lookAt(watched.get(entityId) as WatchedDimension, { version, changeClass, isPushed: true }, sweep);
  return pushes$.pipe(
    filter(({ entityId }) => watched.has(entityId)),
    oneMorePerKey(({ entityId }) => entityId, look, { concurrency: Number.POSITIVE_INFINITY }),
  );
}

/** Looks at a dimension whenever its feed says that there is something to see. */
function fed(
  watched: ReadonlyMap<string, WatchedDimension>,
  sweep: DimensionSweepOptions,
): readonly Observable<KnownDimensions>[] {
  return [...watched].flatMap(([id, watch]) => {
    if (watch.detect?.by !== 'feed') return [];
    const look = (): Observable<KnownDimensions> =>
      dimensionSweep(new Map([[id, watch]]), new Map(), sweep).pipe(
        catchError((error: unknown) => {
          sweep.onFailed(id, error);
          return EMPTY;
        }),
      );
    return [watch.detect.changes$.pipe(oneMorePerKey(() => id, look))];
  });
}
