/**
 * What somebody began to read is read as it was then, though it takes a moment until the database has been told.
 * Whoever commits waits for that moment.
 */
export class Pins {
  readonly #pending = new Set<Promise<unknown>>();

  add(pinned: Promise<unknown>): void {
    const settled: Promise<unknown> = pinned.then(
      () => this.#pending.delete(settled),
      () => this.#pending.delete(settled),
    );
    this.#pending.add(settled);
  }

  /** Waits until all that was begun before has its place. */
  async settled(): Promise<void> {
    if (this.#pending.size > 0) await Promise.all(this.#pending);
  }
}
