/** Which runs have ended, so that none ends twice; beyond `max`, the one that ended first is forgotten. */
export class EndedRuns {
  readonly #max: number;
  /** A set keeps the order of insertion, so its first key is the one to forget. */
  readonly #keys = new Set<string>();

  constructor(max: number) {
    this.#max = max;
  }

  has(key: string): boolean {
    return this.#keys.has(key);
  }

  add(key: string): void {
    this.#keys.add(key);
    if (this.#keys.size <= this.#max) return;
    for (const first of this.#keys) {
      this.#keys.delete(first);
      return;
    }
  }

  delete(key: string): void {
    this.#keys.delete(key);
  }
}
