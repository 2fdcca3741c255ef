import { at } from './at.ts';
import { fromGenerations } from './fromGenerations.ts';
import { largestGroup } from './generations.ts';
import { keepLayout, layoutOf } from './layout.ts';
import type { PipeGraph } from './pipeGraph.ts';
import type { Plan } from './plan.ts';
import { PlanError, type PlanProblem } from './planError.ts';
import { waitProblems } from './waitProblems.ts';
import type { Streams } from './waits.ts';

/**
 * Refuses a plan that cannot be carried out: each pipe of the graph is in it exactly once, in one generation,
 * after those it waits for, and all its properties agree on that. What `planOf` made is known to be so.
 */
export function validatePlan(plan: Plan, graph: PipeGraph): void {
  if (layoutOf(plan)?.graph === graph) return;
  const { grouping, problems } = fromGenerations(graph, plan.generations);
  if (problems.length > 0) throw new PlanError(plan.strategy, problems);
  const streams = Uint8Array.from(grouping.levels, (_, node) =>
    plan.modeOf(graph.idAt(node)) === 'stream' ? 1 : 0,
  );
  const wrong = [
    ...waitProblems(graph, grouping.levels, streams),
    ...orderProblems(plan, graph, streams),
    ...levelProblems(plan, graph, grouping.levels),
    ...widthProblems(plan, largestGroup(grouping)),
    ...checkpointProblems(plan, graph, streams),
  ];
  if (wrong.length > 0) throw new PlanError(plan.strategy, wrong);
  keepLayout(plan, { ...grouping, graph, streams });
}

/** The order is one of the same pipes, in which each one comes after those it waits for. */
function orderProblems({ pipeIds }: Plan, graph: PipeGraph, streams: Streams): readonly PlanProblem[] {
  const { grouping, problems } = fromGenerations(
    graph,
    pipeIds.map((id) => [id]),
  );
  if (problems.length === 0) return waitProblems(graph, grouping.levels, streams).map(inPipeIds);
  return problems.map(inPipeIds);
}

const inPipeIds = ({ message, pipeIds }: PlanProblem): PlanProblem => ({
  message: `in pipeIds, ${message}`,
  pipeIds,
});

function levelProblems(plan: Plan, graph: PipeGraph, levels: Int32Array): PlanProblem[] {
  const problems: PlanProblem[] = [];
  levels.forEach((level, node) => {
    const id = graph.idAt(node);
    const told = plan.levelOf(id);
    if (told === level) return;
    problems.push({
      message: `levelOf("${id}") is ${told}, but it is in generation ${level}`,
      pipeIds: [id],
    });
  });
  return problems;
}

function widthProblems({ maxParallelism }: Plan, largest: number): PlanProblem[] {
  if (maxParallelism === largest) return [];
  return [
    {
      message: `maxParallelism is ${maxParallelism}, but the largest generation has ${largest}`,
      pipeIds: [],
    },
  ];
}

/** The streams, each once; a reader after its producers. */
function checkpointProblems({ checkpointOrder }: Plan, graph: PipeGraph, streams: Streams): PlanProblem[] {
  const places = new Int32Array(graph.size).fill(-1);
  const strays = checkpointOrder.filter((id, place) => {
    const node = graph.nodeOf(id);
    if (node === undefined || streams[node] === 0 || at(places, node) >= 0) return true;
    places[node] = place;
    return false;
  });
  const missing = Array.from(streams.keys()).filter((node) => streams[node] === 1 && at(places, node) < 0);
  const wrong = [...strays, ...missing.map(graph.idAt)];
  if (wrong.length === 0) return [];
  const names = wrong.map((id) => `"${id}"`).join(', ');
  return [{ message: `checkpointOrder is not each stream once: ${names}`, pipeIds: wrong }];
}
