import type { Shape } from './shape.ts';

type Versions = ReadonlyMap<string, number>;

/**
 * How tables are as they were committed last. One process owns a database, so that nothing but its own commits
 * changes them: what a commit may change is forgotten before it begins, and nothing is remembered that was asked
 * for before it was over.
 */
export class KnownTables {
  readonly #versions = new Map<string, number>();
  readonly #shapes = new Map<string, Shape>();
  /** When a commit last changed each. */
  readonly #changed = new Map<string, number>();
  #committing = 0;
  /** How many commits began or ended. */
  #moves = 0;

  /** The versions of those that have a table, all as of one moment; `ask` asks the database for some of them. */
  async versionsOf(
    ids: readonly string[],
    ask: (ids: readonly string[]) => Promise<Versions>,
  ): Promise<Versions> {
    const unknown = ids.filter((id) => !this.#versions.has(id));
    if (unknown.length === 0) return this.#answer(ids);
    // In the midst of a commit, what is known may be older than what the database says.
    if (this.#committing > 0) return await ask(ids);
    const moves = this.#moves;
    const asked = await ask(unknown);
    if (moves !== this.#moves) return await ask(ids);
    for (const [id, version] of asked) this.#versions.set(id, version);
    return this.#answer(ids);
  }

  /** The moment that a transaction sees which is begun now; nothing where a commit comes in between. */
  async momentOf(begin: () => Promise<unknown>): Promise<number | undefined> {
    const moves = this.#committing > 0 ? undefined : this.#moves;
    await begin();
    return moves === this.#moves ? moves : undefined;
  }

  /** How a table was at a moment, if that is known. */
  shapeAt(moment: number, entityId: string): Shape | undefined {
    return this.#isCurrent(moment, entityId) ? this.#shapes.get(entityId) : undefined;
  }

  /** Remembers how a table was at a moment, unless it may be otherwise by now. */
  learn(moment: number, shape: Shape): void {
    if (this.#isCurrent(moment, shape.entityId)) this.#shapes.set(shape.entityId, shape);
  }

  /** Commits tables as they are then. */
  async during<T>(changed: ReadonlyMap<string, Shape>, commit: () => Promise<T>): Promise<T> {
    this.#committing += 1;
    this.#forget(changed.keys());
    try {
      const committed = await commit();
      this.#forget(changed.keys());
      for (const [id, shape] of changed) {
        this.#shapes.set(id, shape);
        if (!shape.isDropped) this.#versions.set(id, shape.version);
      }
      return committed;
    } finally {
      this.#committing -= 1;
      this.#moves += 1;
    }
  }

  #forget(ids: Iterable<string>): void {
    this.#moves += 1;
    for (const id of ids) {
      this.#versions.delete(id);
      this.#shapes.delete(id);
      this.#changed.set(id, this.#moves);
    }
  }

  #isCurrent(moment: number, entityId: string): boolean {
    return (this.#changed.get(entityId) ?? 0) <= moment;
  }

  #answer(ids: readonly string[]): Versions {
    const versions = new Map<string, number>();
    for (const id of ids) {
      const version = this.#versions.get(id);
      if (version !== undefined) versions.set(id, version);
    }
    return versions;
  }
}
