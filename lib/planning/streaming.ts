import type { PipeGraph } from './pipeGraph.ts';
import type { Plan } from './plan.ts';
import { planOf } from './planOf.ts';

/** Every pipe runs as a stream, consumers first, and each one as soon as all that read it have started. */
export function streaming(graph: PipeGraph): Plan {
  return planOf(graph, { strategy: 'streaming', mode: 'stream', modeOf: () => 'stream' });
}
