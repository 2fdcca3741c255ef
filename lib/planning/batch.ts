import type { PipeGraph } from './pipeGraph.ts';
import type { Plan } from './plan.ts';
import { planOf } from './planOf.ts';

/** Every pipe runs once, producers first. */
export function batch(graph: PipeGraph): Plan {
  return planOf(graph, { strategy: 'batch', mode: 'batch' });
}
