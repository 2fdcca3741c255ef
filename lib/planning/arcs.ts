import { at } from './at.ts';
import type { Pairs } from './pairs.ts';

/** From each node to others, as flat arrays: nodes are numbers from 0 up to, without, `size`. */
export interface Arcs {
  readonly size: number;
  /** From node `v` one gets to `targets[i]` for `i` from `start[v]` up to, without, `start[v + 1]`. */
  readonly start: Int32Array;
  readonly targets: Int32Array;
  /** How many arcs end at a node. */
  readonly counts: Int32Array;
}

/** Sorts pairs by where they begin; those that begin at one node stay in their order. */
export function arcsFrom(size: number, { from, to, length }: Pairs): Arcs {
  const start = new Int32Array(size + 1);
  const counts = new Int32Array(size);
  for (let i = 0; i < length; i++) {
    start[at(from, i) + 1] = at(start, at(from, i) + 1) + 1;
    counts[at(to, i)] = at(counts, at(to, i)) + 1;
  }
  for (let node = 0; node < size; node++) start[node + 1] = at(start, node + 1) + at(start, node);
  const next = start.slice(0, size);
  const targets = new Int32Array(length);
  for (let i = 0; i < length; i++) {
    const place = at(next, at(from, i));
    targets[place] = at(to, i);
    next[at(from, i)] = place + 1;
  }
  return { size, start, targets, counts };
}
