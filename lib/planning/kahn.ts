import type { Arcs } from './arcs.ts';
import { at } from './at.ts';

/** How far each node is from the beginning, along the longest way. */
export interface Levels {
  /** By node; -1 for what lies on a circle or behind one. */
  readonly levels: Int32Array;
  /** How many nodes have a level. */
  readonly reached: number;
}

/** Takes away the nodes that wait for nobody, then those that waited for them alone, and so on. */
export function kahn({ size, start, targets, counts }: Arcs): Levels {
  const waitingFor = counts.slice();
  const levels = new Int32Array(size).fill(-1);
  const queue = new Int32Array(size);
  let reached = 0;
  for (let node = 0; node < size; node++) {
    if (at(waitingFor, node) > 0) continue;
    levels[node] = 0;
    queue[reached++] = node;
  }
  for (let next = 0; next < reached; next++) {
    const node = at(queue, next);
    const end = at(start, node + 1);
    for (let i = at(start, node); i < end; i++) {
      const target = at(targets, i);
      const left = at(waitingFor, target) - 1;
      waitingFor[target] = left;
      if (left > 0) continue;
      levels[target] = at(levels, node) + 1;
      queue[reached++] = target;
    }
  }
  return { levels, reached };
}
