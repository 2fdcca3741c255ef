import { at } from './at.ts';
import type { Grouped } from './grouped.ts';
import { idsOf } from './idsOf.ts';
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
  const put = (id: string, level: number): void => {
    const node = graph.nodeOf(id);
    const problem = placeProblem(id, level, node === undefined ? undefined : at(levels, node));
    if (problem !== undefined) problems.push({ message: problem, pipeIds: [id] });
    if (node === undefined || problem !== undefined) return;
    levels[node] = level;
    order.push(node);
  };
  generations.forEach((generation, level) => {
    if (generation.length === 0) problems.push({ message: `generation ${level} is empty`, pipeIds: [] });
    for (const id of generation) put(id, level);
    starts[level + 1] = order.length;
  });
  const grouping = { levels, starts, order: Int32Array.from(order) };
  return { grouping, problems: [...problems, ...missing(graph, levels)] };
}

function placeProblem(id: string, level: number, before: number | undefined): string | undefined {
  if (before === undefined) return `"${id}" was not requested`;
  return before < 0 ? undefined : `"${id}" is twice, in ${before} and ${level}`;
}

const missing = (graph: PipeGraph, levels: Int32Array): PlanProblem[] =>
  idsOf(
    graph,
    new Int32Array(levels.keys()).filter((node) => at(levels, node) < 0),
  ).map((id) => ({
    message: `"${id}" is missing`,
    pipeIds: [id],
  }));
