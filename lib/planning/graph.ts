import { DirectedGraph } from 'graphology';
import type { PipeGraph } from './pipeGraph.ts';
import type { Plan, RunMode } from './plan.ts';
import { planEdges } from './planEdges.ts';

/** What graphology knows of a pipe; the last two are there where the graph is that of a plan. */
export interface GraphologyNode {
  readonly name?: string;
  readonly mode?: RunMode;
  readonly generation?: number;
  readonly [attribute: string]: unknown;
}

/** What graphology knows of one pipe reading what another one writes. */
export interface GraphologyEdge {
  readonly entityId: string;
  readonly [attribute: string]: unknown;
}

/** A graph, or that of a plan, for graphology: for metrics, layouts and exports. Made anew with each call. */
export function toGraphology(source: PipeGraph | Plan): DirectedGraph<GraphologyNode, GraphologyEdge> {
  const graph = new DirectedGraph<GraphologyNode, GraphologyEdge>();
  const isPlan = 'strategy' in source;
  if (isPlan) {
    for (const id of source.pipeIds)
      graph.addNode(id, { mode: source.modeOf(id), generation: source.levelOf(id) });
  } else
    for (let node = 0; node < source.size; node++)
      graph.addNode(source.idAt(node), { name: source.pipeAt(node).name });
  for (const { from, to, entityId } of isPlan ? source.edges : planEdges(source))
    graph.mergeDirectedEdge(from, to, { entityId });
  return graph;
}
