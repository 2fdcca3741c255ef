import { at } from './at.ts';
import type { Grouped } from './grouped.ts';
import type { PipeGraph } from './pipeGraph.ts';
import type { PlanProblem } from './planError.ts';

/** Puts generations of ids on the nodes of a graph, and tells what keeps them from being all of its pipes. */
export function fromGenerations(
  graph: PipeGraph,
  generations: readonly (readonly string[])[],
): { readonly grouping: Grouped; readonly problems: readonly PlanProblem[] } {
  const levels = new Int32Array(graph.size).fill(-1);
  const starts = new Int32Array(generations.length + 1);
  const order: number[] = [];
  const problems: PlanProblem[] = [];
  const tell = (message: string, ...pipeIds: string[]) => problems.push({ message, pipeIds });
  generations.forEach((generation, level) => {
    if (generation.length === 0) tell(`generation ${level} is empty`);
    for (const id of generation) {
      const node = graph.nodeOf(id);
      if (node === undefined) tell(`"${id}" was not requested`, id);
      else if (at(levels, node) >= 0) tell(`"${id}" is twice, in ${at(levels, node)} and ${level}`, id);
      else {
        levels[node] = level;
        order.push(node);
      }
    }
    starts[level + 1] = order.length;
  });
  levels.forEach((level, node) => {
    if (level < 0) tell(`"${graph.idAt(node)}" is missing`, graph.idAt(node));
  });
  return { grouping: { levels, starts, order: Int32Array.from(order) }, problems };
}
