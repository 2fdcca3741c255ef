import { defer, forkJoin, map, type Observable, of } from 'rxjs';
import { settle } from '../../operators/settle.ts';
import type { Engine, SizeEstimate } from '../data/engine.ts';
import { EngineError } from '../data/engineError.ts';
import { type CacheAdviceOptions, cacheAdvice } from '../planning/cacheAdvice.ts';
import { layoutOf } from '../planning/layout.ts';
import type { CacheAdvice, Plan } from '../planning/plan.ts';

/** What of a plan is worth keeping, by the sizes that the engine tells. */
export function cacheAdvising(
  plan: Plan,
  engine: Engine,
  options: CacheAdviceOptions,
): Observable<readonly CacheAdvice[]> {
  const layout = layoutOf(plan);
  if (layout === undefined) return of([]);
  const { graph, streams } = layout;
  if (options.estimate) return of(cacheAdvice(graph, streams, options));
  const shared = cacheAdvice(graph, streams, options).map(({ entityId }) => entityId);
  if (shared.length === 0) return of([]);
  return forkJoin(shared.map((id) => sizeOf(id, engine))).pipe(
    map((sizes) => {
      const bytes = new Map(shared.map((id, i) => [id, sizes[i]]));
      return cacheAdvice(graph, streams, { ...options, estimate: (id) => bytes.get(id) });
    }),
  );
}

/** Nothing where there is no table yet, or where the engine cannot tell. */
function sizeOf(entityId: string, engine: Engine): Observable<number | undefined> {
  return defer(() => engine.estimateSize(entityId)).pipe(
    settle<SizeEstimate, number | undefined>({
      completed: (size) => of(size?.bytes),
      failed: (error) => {
        if (error instanceof EngineError) return of(undefined);
        throw error;
      },
    }),
  );
}
