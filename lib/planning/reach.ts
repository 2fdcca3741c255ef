import type { Rows, Way } from './neighbours.ts';
import type { Steps } from './selection.ts';

/**
 * Goes from some pipes so many steps along a way. Tells for each pipe that is reached from which of them it
 * was, the nearest and of those the first; -1 for the others. Circles do no harm.
 */
export function reach(from: Uint8Array, { entities, pipes }: Way, steps: Steps): Int32Array {
  const origin = new Int32Array(from.length).fill(-1);
  const seen = new Uint8Array(pipes.start.length);
  const queue = new Int32Array(from.length);
  let filled = 0;
  const enter = (pipe: number, seed: number) => {
    if (at(origin, pipe) >= 0) return;
    origin[pipe] = seed;
    queue[filled++] = pipe;
  };
  const leave = (pipe: number) =>
    eachIn(entities, pipe, (entity) => {
      if (seen[entity]) return;
      seen[entity] = 1;
      eachIn(pipes, entity, (next) => enter(next, at(origin, pipe)));
    });
  for (let pipe = 0; pipe < from.length; pipe++) if (from[pipe]) enter(pipe, pipe);
  const limit = steps === 'all' ? from.length : steps;
  for (let done = 0, step = 0; done < filled && step < limit; step++) {
    for (const end = filled; done < end; done++) leave(at(queue, done));
  }
  return origin;
}

function eachIn({ start, items }: Rows, row: number, visit: (item: number) => void): void {
  for (let i = at(start, row); i < at(start, row + 1); i++) visit(at(items, i));
}

const at = (numbers: Int32Array, index: number) => numbers[index] ?? 0;
