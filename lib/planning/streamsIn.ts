import type { Pipe, PipeMode } from '../definitions/pipe.ts';
import { at } from './at.ts';
import type { PipeGraph } from './pipeGraph.ts';
import { topology } from './topology.ts';
import type { Streams } from './waits.ts';

/** Which pipes run as streams: those that say so, and of those that can do both the ones that read a stream. */
export function streamsIn(graph: PipeGraph, modeOf: (pipe: Pipe) => PipeMode): Streams {
  const streams = new Uint8Array(graph.size);
  const readsStream = new Uint8Array(graph.size);
  for (const node of topology(graph).order) {
    const mode = modeOf(graph.pipeAt(node));
    if (mode === 'batch' || (mode === 'both' && readsStream[node] === 0)) continue;
    streams[node] = 1;
    for (let i = at(graph.start, node); i < at(graph.start, node + 1); i++)
      readsStream[at(graph.targets, i)] = 1;
  }
  return streams;
}
