import { at } from './at.ts';

/** From each node to others, as flat arrays: nodes are numbers from 0 up to, without, `size`. */
export interface Arcs {
  readonly size: number;
  /** From node `v` one gets to `targets[i]` for `i` from `start[v]` up to, without, `start[v + 1]`. */
  readonly start: Int32Array;
  readonly targets: Int32Array;
  /** How many arcs end at a node. */
  readonly counts: Int32Array;
}

/** Arcs that are visited twice, and in the same order: once to count them, once to put them down. */
export function arcsFrom(
  size: number,
  visitAll: (visit: (from: number, to: number) => void) => void,
): Arcs {
  const start = new Int32Array(size + 1);
  const counts = new Int32Array(size);
  visitAll((from, to) => {
    start[from + 1] = at(start, from + 1) + 1;
    counts[to] = at(counts, to) + 1;
  });
  for (let node = 0; node < size; node++) start[node + 1] = at(start, node + 1) + at(start, node);
  const next = start.slice(0, size);
  const targets = new Int32Array(at(start, size));
  visitAll((from, to) => {
    const place = at(next, from);
    targets[place] = to;
    next[from] = place + 1;
  });
  return { size, start, targets, counts };
}
