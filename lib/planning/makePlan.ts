import type { Wiring } from '../definitions/wiring.ts';
import { amended } from './amended.ts';
import { batch } from './batch.ts';
import { type CacheAdviceOptions, cacheAdvice } from './cacheAdvice.ts';
import { layoutOf } from './layout.ts';
import { pipeGraph } from './pipeGraph.ts';
import type { Plan } from './plan.ts';
import type { Strategy } from './strategy.ts';
import { topology } from './topology.ts';
import { validatePlan } from './validatePlan.ts';

/** How to plan. */
export interface PlanOptions {
  /** Decides how, and in which order, pipes run. @default batch */
  readonly strategy?: Strategy;
  /** When to advise to cache what several pipes read. @default what the strategy says */
  readonly cache?: CacheAdviceOptions;
}

/**
 * Plans the requested pipes; all where none are named. Refuses ids that no pipe has, pipes that depend on
 * each other in a circle, and a plan that cannot be carried out.
 */
export function plan(
  wiring: Wiring,
  pipeIds?: Iterable<string>,
  { strategy = batch, cache }: PlanOptions = {},
): Plan {
  const graph = pipeGraph(wiring, pipeIds);
  topology(graph);
  const made = strategy(graph);
  validatePlan(made, graph);
  const layout = layoutOf(made);
  if (layout === undefined || cache === undefined) return made;
  return amended(made, { cacheAdvice: () => cacheAdvice(layout.graph, layout.streams, cache) });
}
