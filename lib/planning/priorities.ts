import { type Durations, weightsOf } from './durations.ts';
import { longestWay } from './longestWay.ts';
import type { PipeGraph } from './pipeGraph.ts';
import { topology } from './topology.ts';

/**
 * By node how much depends on a pipe: the length of the longest chain that begins with it, in milliseconds
 * where durations are known, in pipes otherwise. Run the highest first.
 */
export function priorities(graph: PipeGraph, durations?: Durations): Float64Array {
  const weights = durations && weightsOf(graph, durations);
  return longestWay(graph, topology(graph).order, weights).lengths;
}
