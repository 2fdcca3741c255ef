import { at } from './at.ts';
import type { Durations } from './durations.ts';
import { weightsOf } from './durations.ts';
import type { Grouped } from './grouped.ts';
import { idsOf } from './idsOf.ts';
import { heaviestPath, longestWay } from './longestWay.ts';
import type { PipeGraph } from './pipeGraph.ts';
import { topology } from './topology.ts';

/** Pipes that can run side by side, one group after the other, producers first. */
export const generations = (graph: PipeGraph): string[][] =>
  groupsOf(topologicalOrder(graph), topology(graph));

/** Every pipe after those whose output it reads; within a generation in order of registration. */
export const topologicalOrder = (graph: PipeGraph): string[] => idsOf(graph, topology(graph).order);

/** The generation of each pipe, by id. */
export const levels = (graph: PipeGraph): Map<string, number> =>
  new Map(Array.from(topology(graph).levels, (level, node) => [graph.idAt(node), level]));

/** The longest chain of pipes that read each other's output: by their number, or by what they last. */
export function criticalPath(graph: PipeGraph, durations?: Durations): string[] {
  const weights = durations && weightsOf(graph, durations);
  return heaviestPath(longestWay(graph, topology(graph).order, weights)).map(graph.idAt);
}

/** The size of the largest generation. More pipes may be able to run side by side, of different generations. */
export const maxParallelism = (graph: PipeGraph): number => largestGroup(topology(graph));

/** Ids in their order, cut into groups. */
export function groupsOf(ids: readonly string[], { starts }: Grouped): string[][] {
  const groups: string[][] = [];
  for (let level = 0; level + 1 < starts.length; level++)
    groups.push(ids.slice(at(starts, level), at(starts, level + 1)));
  return groups;
}

/** How many nodes the largest group has. */
export function largestGroup({ starts }: Grouped): number {
  let largest = 0;
  for (let level = 0; level + 1 < starts.length; level++)
    largest = Math.max(largest, at(starts, level + 1) - at(starts, level));
  return largest;
}
