import type { PipeGraph } from './pipeGraph.ts';
import type { Plan } from './plan.ts';
import { planOf } from './planOf.ts';
import { streamsIn } from './streamsIn.ts';

/**
 * Each pipe runs as it is defined; one that can do both runs once, unless it reads a stream's output. Batch
 * pipes run, producers first, before the streams that read their output start; streams start consumers
 * first. A batch pipe that reads a stream's output runs before that stream starts, sees what earlier runs
 * left, and is warned of.
 */
export function hybrid(graph: PipeGraph): Plan {
  const streams = streamsIn(graph, (pipe) => pipe.mode);
  return planOf(graph, {
    strategy: 'hybrid',
    mode: 'hybrid',
    modeOf: (_, node) => (streams[node] === 1 ? 'stream' : 'batch'),
  });
}
