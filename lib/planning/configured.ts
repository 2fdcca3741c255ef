import type { Pipe, PipeMode } from '../definitions/pipe.ts';
import type { PipeGraph } from './pipeGraph.ts';
import { PlanError } from './planError.ts';
import { planOf } from './planOf.ts';
import type { Strategy } from './strategy.ts';
import { streamsIn } from './streamsIn.ts';

/**
 * Each pipe runs as its tag says: `batch`, `stream` or `both`; without the tag, as it is defined. The order
 * is that of `hybrid`.
 */
export function configured(tagName = 'mode'): Strategy {
  const modeOf = (pipe: Pipe): string => pipe.tags[tagName] ?? pipe.mode;
  const plan = (graph: PipeGraph) => {
    refuseOthers(graph, modeOf, tagName);
    const streams = streamsIn(graph, (pipe) => modeOf(pipe) as PipeMode);
    return planOf(graph, {
      strategy: 'configured',
      modeOf: (_, node) => (streams[node] === 1 ? 'stream' : 'batch'),
    });
  };
  return Object.assign(plan, { key: `configured:${tagName}` });
}

function refuseOthers(graph: PipeGraph, modeOf: (pipe: Pipe) => string, tagName: string): void {
  const problems = Array.from(graph.handles, (_, node) => graph.pipeAt(node))
    .filter((pipe) => !isMode(modeOf(pipe)))
    .map((pipe) => ({
      message: `"${pipe.id}" has the tag ${tagName}="${modeOf(pipe)}", not batch, stream or both`,
      pipeIds: [pipe.id],
    }));
  if (problems.length > 0) throw new PlanError('configured', problems);
}

const isMode = (word: string): word is PipeMode => ['batch', 'stream', 'both'].includes(word);
