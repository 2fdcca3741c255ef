/**
 * When things were committed. One process owns a database, so that nothing but its own commits changes what is in
 * it: what a commit may change counts as changed from before it begins, and again once it is over.
 */
export class Moments {
  /** When a commit last changed each; of those that are not named, when they were forgotten. */
  readonly #changed = new Map<string, number>();
  #forgotten = 0;
  #committing = 0;
  /** How many commits began or ended. */
  #moves = 0;

  /** Now; nothing in the midst of a commit. */
  get now(): number | undefined {
    return this.#committing > 0 ? undefined : this.#moves;
  }

  /** The moment that a transaction sees which is begun now; nothing where a commit comes in between. */
  async of(begin: () => Promise<unknown>): Promise<number | undefined> {
    const before = this.now;
    await begin();
    return before === this.now ? before : undefined;
  }

  /** Commits what changes some things; `remember` is called when they are changed, before anybody sees it. */
  async during(
    keys: readonly string[],
    commit: () => Promise<unknown>,
    remember: () => void,
  ): Promise<void> {
    this.#committing += 1;
    this.#change(keys);
    try {
      await commit();
      this.#change(keys);
      remember();
    } finally {
      this.#committing -= 1;
      this.#moves += 1;
    }
  }

  /** Whether nothing has changed a thing since a moment. */
  isCurrent(moment: number, key: string): boolean {
    return (this.#changed.get(key) ?? this.#forgotten) <= moment;
  }

  #change(keys: readonly string[]): void {
    this.#moves += 1;
    if (this.#changed.size > KEPT) {
      this.#changed.clear();
      this.#forgotten = this.#moves;
    }
    for (const key of keys) this.#changed.set(key, this.#moves);
  }
}

/** Of how many things it is known when they were changed. */
const KEPT = 10_000;
