import type { Moments } from './moments.ts';

type Versions = ReadonlyMap<string, number>;

/** The versions of entities as they were committed last, so that who asks again and again costs nothing. */
export class KnownVersions {
  readonly #known = new Map<string, number>();

  constructor(private readonly moments: Moments) {}

  /** The versions of those that have a table, all as of one moment; `ask` asks the database for some of them. */
  async of(ids: readonly string[], ask: (ids: readonly string[]) => Promise<Versions>): Promise<Versions> {
    const unknown = ids.filter((id) => !this.#known.has(id));
    if (unknown.length === 0) return this.#answer(ids);
    // In the midst of a commit, what is known may be older than what the database says.
    const moment = this.moments.now;
    if (moment === undefined) return await ask(ids);
    const asked = await ask(unknown);
    if (moment !== this.moments.now) return await ask(ids);
    for (const [id, version] of asked) this.#known.set(id, version);
    return this.#answer(ids);
  }

  set(entityId: string, version: number): void {
    this.#known.set(entityId, version);
  }

  forget(entityId: string): void {
    this.#known.delete(entityId);
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
