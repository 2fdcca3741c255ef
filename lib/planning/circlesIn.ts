import type { Arcs } from './arcs.ts';
import { at } from './at.ts';
import { grouped } from './grouped.ts';
import { strongComponents } from './strongComponents.ts';

/**
 * The elementary circles of a graph, one after the other (Johnson, without recursion): each begins with its
 * smallest node. Where the targets of each node ascend, the circles do so too. Looks through no more than so
 * many first nodes, and returns whether there may be circles through others.
 */
export function* circlesIn(arcs: Arcs, firstNodes: number): Generator<readonly number[], boolean> {
  let from = 0;
  for (let looked = 0; ; looked++) {
    const groups = strongComponents(arcs, from);
    const root = firstInCompany(groups, from);
    if (root === undefined || looked === firstNodes) return root !== undefined;
    yield* circlesThrough(root, arcs, groups);
    from = root + 1;
  }
}

/** The first node that shares its group with another one. */
function firstInCompany(groups: Int32Array, from: number): number | undefined {
  const { starts } = grouped(groups.subarray(from));
  for (let node = from; node < groups.length; node++) {
    const group = at(groups, node);
    if (at(starts, group + 1) - at(starts, group) > 1) return node;
  }
  return undefined;
}

function* circlesThrough(root: number, { size, start, targets }: Arcs, groups: Int32Array) {
  const nextArc = start.slice(0, size);
  const blocks = new Blocks(size);
  const path = [root];
  let fruitful = -1; // The depth down to which the path is known to be part of a circle.
  while (path.length > 0) {
    const node = path[path.length - 1] ?? root;
    const arc = at(nextArc, node);
    nextArc[node] = arc + 1;
    const target = at(targets, arc);
    if (arc >= at(start, node + 1)) {
      path.pop();
      if (fruitful >= path.length) blocks.lift(node);
      else blocks.keep(node, targets.subarray(at(start, node), at(start, node + 1)));
      fruitful = Math.min(fruitful, path.length - 1);
    } else if (target === root) {
      yield [...path];
      fruitful = path.length - 1;
    } else if (at(groups, target) === at(groups, root) && !blocks.has(target)) {
      blocks.add(target);
      nextArc[target] = at(start, target);
      path.push(target);
    }
  }
}

/** Nodes from which no way leads to the root, as long as those on the path stand in the way. */
class Blocks {
  readonly #blocked: Uint8Array;
  /** Whose block falls with that of a node. */
  readonly #behind = new Map<number, Set<number>>();

  constructor(size: number) {
    this.#blocked = new Uint8Array(size);
  }

  has(node: number): boolean {
    return this.#blocked[node] === 1;
  }

  add(node: number): void {
    this.#blocked[node] = 1;
  }

  keep(node: number, targets: Int32Array): void {
    for (const target of targets) {
      const behind = this.#behind.get(target);
      if (behind === undefined) this.#behind.set(target, new Set([node]));
      else behind.add(node);
    }
  }

  lift(node: number): void {
    const lifted = [node];
    for (let next = lifted.pop(); next !== undefined; next = lifted.pop()) {
      if (!this.has(next)) continue;
      this.#blocked[next] = 0;
      for (const behind of this.#behind.get(next) ?? []) lifted.push(behind);
      this.#behind.delete(next);
    }
  }
}
