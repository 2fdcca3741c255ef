import { forkJoin, map, type Observable, of } from 'rxjs';
import type { Engine } from '../data/engine.ts';
import { type CacheAdviceOptions, cacheAdvice } from '../planning/cacheAdvice.ts';
import { layoutOf } from '../planning/layout.ts';
import type { CacheAdvice, Plan } from '../planning/plan.ts';
import { sizeOf } from './sizeOf.ts';

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
      const bytes = new Map(shared.map((id, i) => [id, sizes[i]?.bytes]));
      return cacheAdvice(graph, streams, { ...options, estimate: (id) => bytes.get(id) });
    }),
  );
}
