import type { PipeGraph } from './pipeGraph.ts';
import type { Plan } from './plan.ts';

/** Decides in which order, and how, the pipes of a graph run. Write your own with `planOf`. */
export interface Strategy {
  (graph: PipeGraph): Plan;
  /** Tells the plan cache that strategies of one key decide alike; without it, each function is its own. */
  readonly key?: string;
}
