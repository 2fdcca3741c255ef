import type { PoolOfEach } from './poolOfEach.ts';
import { ReadyHeap } from './readyHeap.ts';

/**
 * Ready members, highest priority first; those whose pool is full are set aside until it has room.
 *
 * For each place that becomes free in a pool, one member comes back from aside. So there are always as many
 * candidates in the heap as their pool has room for, or none aside.
 */
export class PooledReady {
  readonly #ready: ReadyHeap;
  readonly #poolOf: Int32Array | undefined;
  readonly #free: Int32Array;
  readonly #aside: readonly ReadyHeap[];

  constructor(priorities: Float64Array, pools?: PoolOfEach) {
    this.#ready = new ReadyHeap(priorities);
    this.#poolOf = pools?.poolOf;
    this.#free = pools?.limits.slice() ?? new Int32Array(0);
    this.#aside = Array.from(this.#free, () => new ReadyHeap(priorities));
  }

  add(member: number): void {
    this.#ready.push(member);
  }

  /** The first member whose pool has room, or -1. */
  first(): number {
    while (this.#ready.size > 0) {
      const member = this.#ready.first;
      const pool = this.#poolNumber(member);
      if (pool < 0 || this.#free[pool] !== 0) return member;
      this.#aside[pool]?.push(this.#ready.pop());
    }
    return -1;
  }

  /** Takes out the member that `first` told, and a place in its pool. */
  takeFirst(): void {
    const pool = this.#poolNumber(this.#ready.pop());
    if (pool >= 0) this.#free[pool] = (this.#free[pool] as number) - 1;
  }

  /** Gives the place of a member in its pool back. */
  giveBack(member: number): void {
    const pool = this.#poolNumber(member);
    if (pool < 0) return;
    this.#free[pool] = (this.#free[pool] as number) + 1;
    const aside = this.#aside[pool];
    if (aside && aside.size > 0) this.#ready.push(aside.pop());
  }

  #poolNumber(member: number): number {
    return this.#poolOf?.[member] ?? -1;
  }
}
