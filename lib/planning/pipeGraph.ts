import type { Pipe } from '../definitions/pipe.ts';
import type { Wiring } from '../definitions/wiring.ts';
import { type Arcs, arcsFrom } from './arcs.ts';
import { at } from './at.ts';
import { Pairs } from './pairs.ts';
import { requestedHandles } from './requestedHandles.ts';
import { type Request, visitInputs } from './visitInputs.ts';

/**
 * The requested pipes, and an arc from the one that writes an entity to each one that reads it. A node is
 * a place in `handles`. A pipe that reads its own output reads what it wrote before, which is no arc.
 */
export interface PipeGraph extends Arcs, Request {
  readonly pipeAt: (node: number) => Pipe;
  readonly idAt: (node: number) => string;
  /** The node of a requested pipe; nothing for any other id. */
  readonly nodeOf: (pipeId: string) => number | undefined;
}

/** The graph of a request; all pipes where none are named. Circles are left for `topology` to refuse. */
export function pipeGraph(wiring: Wiring, pipeIds?: Iterable<string>): PipeGraph {
  const handles = requestedHandles(wiring, pipeIds);
  const pipeAt = (node: number): Pipe => {
    const pipe = wiring.pipes[handles[node] ?? -1];
    if (pipe === undefined) throw new RangeError(`expected a node below ${handles.length}, got ${node}`);
    return pipe;
  };
  return {
    ...arcsBetween({ wiring, handles }),
    wiring,
    handles,
    pipeAt,
    idAt: (node) => pipeAt(node).id,
    nodeOf: (pipeId) => placeOf(wiring.handleOf(pipeId), handles),
  };
}

function arcsBetween(request: Request): Arcs {
  const { first, next } = writersOf(request);
  const pairs = new Pairs(request.wiring.inputs.length);
  visitInputs(request, (entity, to) => {
    for (let from = at(first, entity); from >= 0; from = at(next, from))
      if (from !== to) pairs.add(from, to);
  });
  return arcsFrom(request.handles.length, pairs);
}

/** Who writes an entity: the first node, and after each node the next one that writes the same. */
interface Writers {
  readonly first: Int32Array;
  readonly next: Int32Array;
}

function writersOf({ wiring, handles }: Request): Writers {
  const first = new Int32Array(wiring.entities.length).fill(-1);
  const next = new Int32Array(handles.length);
  for (let node = handles.length - 1; node >= 0; node--) {
    const entity = at(wiring.output, at(handles, node));
    if (entity < 0) continue;
    next[node] = at(first, entity);
    first[entity] = node;
  }
  return { first, next };
}

/** Handles ascend, so halving finds one. */
function placeOf(handle: number | undefined, handles: Int32Array): number | undefined {
  if (handle === undefined) return undefined;
  let low = 0;
  let high = handles.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const found = at(handles, middle);
    if (found === handle) return middle;
    if (found < handle) low = middle + 1;
    else high = middle - 1;
  }
  return undefined;
}
