import type { Wiring } from '../definitions/wiring.ts';

/** The ways from each pipe to the pipes next to it, over the entities between them. */
export interface Neighbours {
  /** From a pipe over what it reads to who writes that. */
  readonly before: Way;
  /** From a pipe over what it writes to who reads that. */
  readonly after: Way;
}

/** One direction: first to entities, then on to pipes. */
export interface Way {
  readonly entities: Rows;
  readonly pipes: Rows;
}

/** Row `i` holds `items[start[i]]` up to, without, `items[start[i + 1]]`. */
export interface Rows {
  readonly start: Int32Array;
  readonly items: Int32Array;
}

/**
 * Who is next to whom in a wiring; found once for each wiring. Over entities rather than from pipe to pipe,
 * because an entity with many writers and many readers would make as many pairs of them.
 */
export function neighbours(wiring: Wiring): Neighbours {
  const known = found.get(wiring);
  if (known) return known;
  const { pipes, entities, inputStart: start, inputs, output } = wiring;
  const readers = Int32Array.from(inputs);
  for (let pipe = 0; pipe < pipes.length; pipe++) readers.fill(pipe, start[pipe], start[pipe + 1]);
  const each = new Int32Array(pipes.length).map((_, pipe) => pipe);
  const made = {
    before: { entities: { start, items: inputs }, pipes: rows(entities.length, output, each) },
    after: { entities: rows(pipes.length, each, output), pipes: rows(entities.length, inputs, readers) },
  };
  found.set(wiring, made);
  return made;
}

const found = new WeakMap<Wiring, Neighbours>();

/** Puts each value into the row of its key, in the order in which they come; -1 is nothing on either side. */
function rows(count: number, keys: Int32Array, values: Int32Array): Rows {
  const start = new Int32Array(count + 1);
  const kept = keys.map((key, i) => (at(values, i) < 0 ? -1 : key));
  for (const key of kept) if (key >= 0) start[key + 1] = at(start, key + 1) + 1;
  for (let row = 0; row < count; row++) start[row + 1] = at(start, row + 1) + at(start, row);
  const free = start.slice();
  const items = new Int32Array(at(start, count));
  kept.forEach((key, i) => {
    if (key < 0) return;
    const place = at(free, key);
    items[place] = at(values, i);
    free[key] = place + 1;
  });
  return { start, items };
}

const at = (numbers: Int32Array, index: number) => numbers[index] ?? 0;
