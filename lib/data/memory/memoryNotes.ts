import { EngineError } from '../engineError.ts';
import type { Note } from '../note.ts';

type Scope = ReadonlyMap<string, Note>;

/** Notes by scope and key. A scope is never changed, only put in place of another, so that forks share it. */
export class MemoryNotes {
  readonly #scopes: Map<string, Scope>;
  readonly #noted = new Map<string, Map<string, Note | undefined>>();

  constructor(
    private readonly origin?: MemoryNotes,
    private readonly before: ReadonlyMap<string, Scope> = new Map(),
  ) {
    this.#scopes = new Map(before);
  }

  read(scope: string, keys?: readonly string[]): ReadonlyMap<string, Note> {
    const all = this.#scopes.get(scope) ?? new Map<string, Note>();
    const wanted = [...(keys ? new Set(keys) : all.keys())].filter((key) => all.has(key)).sort();
    return new Map(wanted.map((key) => [key, structuredClone(all.get(key) as Note)]));
  }

  write(scope: string, notes: Iterable<readonly [string, Note | undefined]>): void {
    const next = new Map(this.#scopes.get(scope));
    const noted = this.#noted.get(scope) ?? new Map<string, Note | undefined>();
    for (const [key, note] of notes) {
      // As JSON, so that what comes back is what any engine would have kept.
      const kept = note === undefined ? undefined : (JSON.parse(JSON.stringify(note)) as Note);
      if (kept === undefined) next.delete(key);
      else next.set(key, kept);
      noted.set(key, kept);
    }
    this.#scopes.set(scope, next);
    if (this.origin) this.#noted.set(scope, noted);
  }

  fork(): MemoryNotes {
    return new MemoryNotes(this, new Map(this.#scopes));
  }

  /** Refuses where somebody else has noted the same since; else hands over what was noted. */
  commit(): void {
    const { origin } = this;
    if (!origin) return;
    for (const [scope, noted] of this.#noted)
      for (const key of noted.keys())
        if (origin.#scopes.get(scope)?.get(key) !== this.before.get(scope)?.get(key))
          throw conflict(scope, key);
    for (const [scope, noted] of this.#noted) origin.write(scope, noted);
  }
}

function conflict(scope: string, key: string): EngineError {
  const message = `expected the note ${key} of ${scope} to be as it was when the transaction began, got another`;
  return new EngineError('conflict', message);
}
