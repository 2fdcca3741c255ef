import type { Arcs } from './arcs.ts';
import { at } from './at.ts';

/**
 * Groups of nodes that can all reach each other (Tarjan, without recursion): by node the number of its
 * group. Nodes below `from` count as taken away, and have the group -1.
 */
export function strongComponents(arcs: Arcs, from = 0): Int32Array {
  const walk = new Walk(arcs, from);
  for (let root = from; root < arcs.size; root++) walk.through(root);
  return walk.groups;
}

class Walk {
  readonly groups: Int32Array;
  readonly #arcs: Arcs;
  readonly #from: number;
  readonly #seenAt: Int32Array;
  readonly #lowest: Int32Array;
  readonly #nextArc: Int32Array;
  /** Nodes that are on the way from the root to here, and those seen whose group is still open. */
  readonly #path: Int32Array;
  readonly #open: Int32Array;
  #depth = -1;
  #opened = 0;
  #seen = 0;
  #found = 0;

  constructor(arcs: Arcs, from: number) {
    this.#arcs = arcs;
    this.#from = from;
    this.#nextArc = arcs.start.slice(0, arcs.size);
    this.groups = new Int32Array(arcs.size).fill(-1);
    this.#seenAt = new Int32Array(arcs.size);
    this.#lowest = new Int32Array(arcs.size);
    this.#path = new Int32Array(arcs.size);
    this.#open = new Int32Array(arcs.size);
  }

  through(root: number): void {
    if (at(this.#seenAt, root) > 0) return;
    const { start, targets } = this.#arcs;
    this.#enter(root);
    while (this.#depth >= 0) {
      const node = at(this.#path, this.#depth);
      const arc = at(this.#nextArc, node);
      if (arc < at(start, node + 1)) {
        this.#nextArc[node] = arc + 1;
        this.#look(node, at(targets, arc));
      } else this.#leave(node);
    }
  }

  #enter(node: number): void {
    this.#seenAt[node] = ++this.#seen;
    this.#lowest[node] = this.#seen;
    this.#path[++this.#depth] = node;
    this.#open[this.#opened++] = node;
  }

  #look(node: number, target: number): void {
    if (target < this.#from) return;
    if (at(this.#seenAt, target) === 0) this.#enter(target);
    else if (at(this.groups, target) < 0) this.#lower(node, at(this.#seenAt, target));
  }

  #leave(node: number): void {
    this.#depth--;
    const lowest = at(this.#lowest, node);
    if (this.#depth >= 0) this.#lower(at(this.#path, this.#depth), lowest);
    if (lowest < at(this.#seenAt, node)) return;
    let member = -1;
    while (member !== node) {
      member = at(this.#open, --this.#opened);
      this.groups[member] = this.#found;
    }
    this.#found++;
  }

  #lower(node: number, to: number): void {
    if (to < at(this.#lowest, node)) this.#lowest[node] = to;
  }
}
