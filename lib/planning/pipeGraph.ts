import type { Pipe } from '../definitions/pipe.ts';
import type { Wiring } from '../definitions/wiring.ts';
import { type Arcs, arcsFrom } from './arcs.ts';
import { at } from './at.ts';
import { requestedHandles } from './requestedHandles.ts';

/**
 * The requested pipes, and an arc from the one that writes an entity to each one that reads it. A node is
 * a place in `handles`. A pipe that reads its own output reads what it wrote before, which is no arc.
 */
export interface PipeGraph extends Arcs {
  readonly wiring: Wiring;
  /** Handles of the requested pipes, in order of registration. */
  readonly handles: Int32Array;
  readonly pipeAt: (node: number) => Pipe;
  readonly idAt: (node: number) => string;
  /** The node of a requested pipe; nothing for any other id. */
  readonly nodeOf: (pipeId: string) => number | undefined;
}

/** The graph of a request; all pipes where none are named. Circles are left for `topology` to refuse. */
export function pipeGraph(wiring: Wiring, pipeIds?: Iterable<string>): PipeGraph {
  return graphOfHandles(wiring, requestedHandles(wiring, pipeIds));
}

/** The graph of pipes that are known by their handles, which are in order of registration. */
export function graphOfHandles(wiring: Wiring, handles: Int32Array): PipeGraph {
  const pipeAt = (node: number): Pipe => {
    const pipe = wiring.pipes[handles[node] ?? -1];
    if (pipe === undefined) throw new RangeError(`expected a node below ${handles.length}, got ${node}`);
    return pipe;
  };
  return {
    ...arcsBetween(wiring, handles),
    wiring,
    handles,
    pipeAt,
    idAt: (node) => pipeAt(node).id,
    nodeOf: (pipeId) => placeOf(wiring.handleOf(pipeId), handles),
  };
}

function arcsBetween(wiring: Wiring, handles: Int32Array): Arcs {
  const writers = writersOf(wiring, handles);
  return arcsFrom(handles.length, (visit) => visitArcs(wiring, handles, writers, visit));
}

/** Who writes an entity: the first node, and after each node the next one that writes the same. */
interface Writers {
  readonly first: Int32Array;
  readonly next: Int32Array;
}

function writersOf(wiring: Wiring, handles: Int32Array): Writers {
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

function visitArcs(
  wiring: Wiring,
  handles: Int32Array,
  { first, next }: Writers,
  visit: (from: number, to: number) => void,
): void {
  const { inputs, inputStart } = wiring;
  const lastReader = new Int32Array(wiring.entities.length).fill(-1);
  for (let to = 0; to < handles.length; to++) {
    const handle = at(handles, to);
    const end = at(inputStart, handle + 1);
    for (let i = at(inputStart, handle); i < end; i++) {
      const entity = at(inputs, i);
      if (at(lastReader, entity) === to) continue;
      lastReader[entity] = to;
      for (let from = at(first, entity); from >= 0; from = at(next, from)) if (from !== to) visit(from, to);
    }
  }
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
