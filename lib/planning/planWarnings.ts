import { brokenPaths } from './brokenPaths.ts';
import { modeWarnings } from './modeWarnings.ts';
import type { PipeGraph } from './pipeGraph.ts';
import type { PlanWarning } from './plan.ts';
import { repeatedWrites } from './repeatedWrites.ts';
import type { Streams } from './waits.ts';

/** Everything in a plan that may not be meant. */
export const planWarnings = (graph: PipeGraph, streams: Streams): PlanWarning[] => [
  ...brokenPaths(graph),
  ...repeatedWrites(graph),
  ...modeWarnings(graph, streams),
];
