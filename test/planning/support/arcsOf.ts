import type { PipeGraph } from '../../../lib/planning/pipeGraph.ts';

/** The arcs of a graph as text. */
export const arcsOf = ({ size, start, targets, idAt }: PipeGraph): string[] =>
  Array.from({ length: size }, (_, node) =>
    [...targets.subarray(start[node], start[node + 1])].map((target) => `${idAt(node)} -> ${idAt(target)}`),
  ).flat();
