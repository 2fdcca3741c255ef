/** Lets one write at a time put its rows into a table; the others wait in their order. */
export class TableLocks {
  readonly #last = new Map<string, Promise<void>>();

  /** Waits for those who came before, does the work, and lets the next one in. */
  async hold<T>(entityId: string, work: () => Promise<T>): Promise<T> {
    const before = this.#last.get(entityId) ?? Promise.resolve();
    let done = () => {};
    const turn = new Promise<void>((resolve) => {
      done = resolve;
    });
    this.#last.set(entityId, turn);
    await before;
    try {
      return await work();
    } finally {
      if (this.#last.get(entityId) === turn) this.#last.delete(entityId);
      done();
    }
  }
}
