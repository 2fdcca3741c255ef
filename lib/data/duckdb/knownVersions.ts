type Versions = ReadonlyMap<string, number>;

/**
 * The versions of entities as they were committed last. One process owns a database, so that nothing but its own
 * commits changes them: what a commit may change is forgotten before it begins, and nothing is remembered that was
 * asked for before it was over.
 */
export class KnownVersions {
  readonly #known = new Map<string, number>();
  #committing = 0;
  /** How many commits began or ended. */
  #moves = 0;

  /** The versions of those that have a table, all as of one moment; `ask` asks the database for some of them. */
  async of(ids: readonly string[], ask: (ids: readonly string[]) => Promise<Versions>): Promise<Versions> {
    const unknown = ids.filter((id) => !this.#known.has(id));
    if (unknown.length === 0) return this.#answer(ids);
    // In the midst of a commit, what is known may be older than what the database says.
    if (this.#committing > 0) return await ask(ids);
    const moves = this.#moves;
    const asked = await ask(unknown);
    if (moves !== this.#moves) return await ask(ids);
    for (const [id, version] of asked) this.#known.set(id, version);
    return this.#answer(ids);
  }

  /** Commits what may change the versions of these. */
  async during<T>(ids: Iterable<string>, commit: () => Promise<T>): Promise<T> {
    for (const id of ids) this.#known.delete(id);
    this.#committing += 1;
    this.#moves += 1;
    try {
      return await commit();
    } finally {
      this.#committing -= 1;
      this.#moves += 1;
    }
  }

  #answer(ids: readonly string[]): Versions {
    const versions = new Map<string, number>();
    for (const id of ids) {
      const version = this.#known.get(id);
      if (version !== undefined) versions.set(id, version);
    }
    return versions;
  }
}
