import { type Arcs, arcsFrom } from './arcs.ts';
import { at } from './at.ts';
import { Pairs } from './pairs.ts';
import type { PipeGraph } from './pipeGraph.ts';

/** By node: 1 for a pipe that runs as a stream, 0 for one that runs once. */
export type Streams = Uint8Array;

/**
 * Who waits for whom: an arc from each pipe to those that start after it. Who reads what a pipe writes
 * starts after it; but where the pipe is a stream, before it, so that nothing it emits is missed.
 */
export function waits(graph: PipeGraph, streams: Streams): Arcs {
  if (!streams.includes(1)) return graph;
  const { size, start, targets } = graph;
  const pairs = new Pairs(targets.length);
  for (let node = 0; node < size; node++) {
    const end = at(start, node + 1);
    const streaming = streams[node] === 1;
    for (let i = at(start, node); i < end; i++) {
      if (streaming) pairs.add(at(targets, i), node);
      else pairs.add(node, at(targets, i));
    }
  }
  return arcsFrom(size, pairs);
}
