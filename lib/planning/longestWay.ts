import type { Arcs } from './arcs.ts';
import { at } from './at.ts';

/** The heaviest way that leads on from each node, itself included. */
export interface LongestWay {
  /** Its weight, by node. */
  readonly lengths: Float64Array;
  /** The next node on it, or -1. */
  readonly next: Int32Array;
}

/** `order` is one in which every arc leads onward; `weights` are 1 for every node where none are given. */
export function longestWay(arcs: Arcs, order: Int32Array, weights?: Float64Array): LongestWay {
  const lengths = new Float64Array(arcs.size);
  const next = new Int32Array(arcs.size).fill(-1);
  for (let i = order.length - 1; i >= 0; i--) {
    const node = at(order, i);
    let longest = 0;
    for (let arc = at(arcs.start, node); arc < at(arcs.start, node + 1); arc++) {
      const target = at(arcs.targets, arc);
      const length = lengths[target] ?? 0;
      if (length < longest || (length === longest && next[node] !== -1)) continue;
      longest = length;
      next[node] = target;
    }
    lengths[node] = longest + (weights === undefined ? 1 : (weights[node] ?? 0));
  }
  return { lengths, next };
}

/** The nodes on the heaviest way of all; the first of several in order of registration. */
export function heaviestPath({ lengths, next }: LongestWay): number[] {
  let first = 0;
  for (let node = 1; node < lengths.length; node++)
    if ((lengths[node] ?? 0) > (lengths[first] ?? 0)) first = node;
  const path: number[] = [];
  for (let node = lengths.length > 0 ? first : -1; node >= 0; node = at(next, node)) path.push(node);
  return path;
}
