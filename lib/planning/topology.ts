import { cycles } from './cycles.ts';
import { type Grouped, grouped } from './grouped.ts';
import { kahn } from './kahn.ts';
import { PipeCycleError } from './pipeCycleError.ts';
import type { PipeGraph } from './pipeGraph.ts';

const known = new WeakMap<PipeGraph, Grouped>();

/**
 * The one traversal that order, levels and generations of a graph are read from, producers first. Refuses
 * pipes that depend on each other in a circle.
 */
export function topology(graph: PipeGraph): Grouped {
  const made = known.get(graph);
  if (made !== undefined) return made;
  const { levels, reached } = kahn(graph);
  if (reached < graph.size) {
    const found = cycles(graph);
    throw new PipeCycleError(found.cycles, found.more);
  }
  const topology = grouped(levels);
  known.set(graph, topology);
  return topology;
}
