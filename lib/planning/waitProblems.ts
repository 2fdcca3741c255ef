import { at } from './at.ts';
import type { PipeGraph } from './pipeGraph.ts';
import type { PlanProblem } from './planError.ts';
import type { Streams } from './waits.ts';

/** Tells which pipes do not come after those they wait for, by the place at which each node starts. */
export function waitProblems(graph: PipeGraph, places: Int32Array, streams: Streams): PlanProblem[] {
  const problems: PlanProblem[] = [];
  for (let node = 0; node < graph.size; node++) {
    const streaming = streams[node] === 1;
    const end = at(graph.start, node + 1);
    for (let i = at(graph.start, node); i < end; i++) {
      const reader = at(graph.targets, i);
      const ahead = at(places, reader) - at(places, node);
      if (streaming ? ahead < 0 : ahead > 0) continue;
      problems.push(problemOf(graph.idAt(node), graph.idAt(reader), streaming));
    }
  }
  return problems;
}

function problemOf(producer: string, reader: string, streaming: boolean): PlanProblem {
  const message = streaming
    ? `the stream "${producer}" does not start after its reader "${reader}"`
    : `"${reader}" does not start after "${producer}", whose output it reads`;
  return { message, pipeIds: [producer, reader] };
}
