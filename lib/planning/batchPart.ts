import { amended } from './amended.ts';
import { layoutToRun } from './layout.ts';
import { pipeGraph } from './pipeGraph.ts';
import type { Plan } from './plan.ts';
import { planOf } from './planOf.ts';

/**
 * The pipes of a plan that run once, as a plan of their own: in the same generations and order, with the same
 * advice, and with what is warned of in all of it. The plan itself where every pipe runs once, and nothing
 * where none does. Refuses plans that nobody has validated.
 */
export function batchPart(plan: Plan): Plan | undefined {
  const { graph, streams } = layoutToRun(plan);
  if (!streams.includes(1)) return plan;
  const generations = plan.generations
    .map((ids) => ids.filter((id) => plan.modeOf(id) === 'batch'))
    .filter((ids) => ids.length > 0);
  if (generations.length === 0) return undefined;
  const part = planOf(pipeGraph(graph.wiring, generations.flat()), {
    strategy: plan.strategy,
    mode: 'batch',
    generations,
  });
  // Its own warnings would take the streams for pipes that nobody has asked for.
  return amended(part, { warnings: () => plan.warnings, cacheAdvice: () => plan.cacheAdvice });
}
