import { at } from './at.ts';
import { named } from './named.ts';
import { type PipeGraph, pipeGraph } from './pipeGraph.ts';
import type { PlanWarning } from './plan.ts';
import type { Request } from './visitInputs.ts';

/**
 * Warns of each requested pipe that reads, by way of pipes that are not requested, what another requested
 * one writes: it gets what an earlier run of them left.
 */
export function brokenPaths({ wiring, handles }: Request): PlanWarning[] {
  if (handles.length === wiring.pipes.length) return [];
  const all = pipeGraph(wiring);
  const origins = originsOf(all, handles);
  const gaps = new Map<number, Gap>();
  for (let between = 0; between < all.size; between++) {
    if (origins.requested[between] === 1) continue;
    for (let i = at(all.start, between); i < at(all.start, between + 1); i++) {
      const reader = at(all.targets, i);
      const origin = origins.otherThan(reader, between);
      if (origin < 0 || origins.requested[reader] === 0) continue;
      const gap = gaps.get(reader) ?? { origins: new Set(), between: [] };
      gap.origins.add(origin);
      gap.between.push(between);
      gaps.set(reader, gap);
    }
  }
  const readers = [...gaps.keys()].sort((a, b) => a - b);
  return readers.map((reader) => warningOf(reader, gaps.get(reader), all.idAt));
}

/** The pipes before one that are not requested, and requested ones that lead to them. */
interface Gap {
  readonly origins: Set<number>;
  readonly between: number[];
}

function warningOf(reader: number, gap: Gap | undefined, idAt: (node: number) => string): PlanWarning {
  const before = Array.from(gap?.origins ?? [], idAt);
  const between = (gap?.between ?? []).map(idAt);
  const last = idAt(reader);
  const missing = `${named(between)} ${between.length === 1 ? 'is' : 'are'}`;
  return {
    kind: 'broken_path',
    message:
      `${missing} not requested, but between ${named(before)} and ${last}: ` +
      `${last} will read what an earlier run left`,
    pipeIds: [...before, ...between, last],
  };
}

/** By pipe that is not requested, up to two requested ones from which a way leads to it past no other. */
interface Origins {
  readonly requested: Uint8Array;
  /** An origin of a pipe that is not the given one, or -1. */
  readonly otherThan: (origin: number, node: number) => number;
}

function originsOf(all: PipeGraph, handles: Int32Array): Origins {
  const requested = new Uint8Array(all.size);
  const [first, second] = [new Int32Array(all.size).fill(-1), new Int32Array(all.size).fill(-1)];
  const queue: [node: number, origin: number][] = [];
  const offer = (from: number, origin: number) => {
    for (let i = at(all.start, from); i < at(all.start, from + 1); i++) {
      const node = at(all.targets, i);
      if (requested[node] === 1 || at(first, node) === origin || at(second, node) >= 0) continue;
      if (at(first, node) < 0) first[node] = origin;
      else second[node] = origin;
      queue.push([node, origin]);
    }
  };
  for (const handle of handles) requested[handle] = 1;
  for (const handle of handles) offer(handle, handle);
  for (const [node, origin] of queue) offer(node, origin);
  return {
    requested,
    otherThan: (origin, node) => (at(first, node) === origin ? at(second, node) : at(first, node)),
  };
}
