import { at } from './at.ts';

/** Nodes by level: level `l` has `order[i]` for `i` from `starts[l]` up to, without, `starts[l + 1]`. */
export interface Grouped {
  readonly levels: Int32Array;
  readonly order: Int32Array;
  readonly starts: Int32Array;
}

/** Sorts nodes by their level; those of one level stay in order of registration. */
export function grouped(levels: Int32Array): Grouped {
  let depth = 0;
  for (let node = 0; node < levels.length; node++) depth = Math.max(depth, at(levels, node) + 1);
  const starts = new Int32Array(depth + 1);
  for (let node = 0; node < levels.length; node++) {
    const after = at(levels, node) + 1;
    starts[after] = at(starts, after) + 1;
  }
  for (let level = 0; level < depth; level++) starts[level + 1] = at(starts, level + 1) + at(starts, level);
  const next = starts.slice(0, depth);
  const order = new Int32Array(levels.length);
  for (let node = 0; node < levels.length; node++) {
    const place = at(next, at(levels, node));
    order[place] = node;
    next[at(levels, node)] = place + 1;
  }
  return { levels, order, starts };
}
