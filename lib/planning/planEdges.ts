import { at } from './at.ts';
import type { PipeGraph } from './pipeGraph.ts';
import type { PlanEdge } from './plan.ts';

/** The arcs of a graph by name, in order of registration. */
export function planEdges(graph: PipeGraph): PlanEdge[] {
  const edges: PlanEdge[] = [];
  for (let node = 0; node < graph.size; node++) {
    const { id, output } = graph.pipeAt(node);
    if (output === undefined) continue;
    for (let i = at(graph.start, node); i < at(graph.start, node + 1); i++)
      edges.push({ from: id, to: graph.idAt(at(graph.targets, i)), entityId: output.id });
  }
  return edges;
}
