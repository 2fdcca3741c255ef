import type { Wiring } from '../definitions/wiring.ts';
import { batch } from './batch.ts';
import { type CacheAdviceOptions, cacheAdvice } from './cacheAdvice.ts';
import { keepLayout, type Layout, layoutOf } from './layout.ts';
import { pipeGraph } from './pipeGraph.ts';
import type { Plan } from './plan.ts';
import type { Strategy } from './strategy.ts';
import { topology } from './topology.ts';
import { validatePlan } from './validatePlan.ts';
import { withLate } from './withLate.ts';

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
  return layout === undefined || cache === undefined ? made : advised(made, layout, cache);
}

/** The same plan with other advice; what it computes late stays late. */
function advised(plan: Plan, layout: Layout, cache: CacheAdviceOptions): Plan {
  const { graph, streams } = layout;
  const late: Plan = Object.create(Object.getPrototypeOf(plan), {
    ...Object.getOwnPropertyDescriptors(plan),
    ...Object.getOwnPropertyDescriptors(
      withLate({}, { cacheAdvice: () => cacheAdvice(graph, streams, cache) }),
    ),
  });
  keepLayout(late, layout);
  return Object.freeze(late);
}
