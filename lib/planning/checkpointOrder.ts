import { idsOf } from './idsOf.ts';
import type { PipeGraph } from './pipeGraph.ts';
import { topology } from './topology.ts';
import type { Streams } from './waits.ts';

/**
 * The streams, producers first: what a reader has noted as read must not be ahead of what its producer has
 * noted as written, or the reader would skip rows after both have started again.
 */
export const checkpointOrder = (graph: PipeGraph, streams: Streams): string[] =>
  idsOf(
    graph,
    topology(graph).order.filter((node) => streams[node] === 1),
  );
