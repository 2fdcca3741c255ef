import { EngineError } from '../engineError.ts';
import type { Note } from '../note.ts';

/** A note in a box of its own, so that one that says the same is still another. */
interface Noted {
  readonly note: Note;
}

type Scope = ReadonlyMap<string, Noted>;

/** Notes by scope and key. A scope is never changed, only put in place of another, so that forks share it. */
export class MemoryNotes {
  readonly #scopes: Map<string, Scope>;
  /** What this fork has noted; nothing for what it took away. */
  readonly #noted = new Map<string, Map<string, Noted | undefined>>();

  constructor(
    private readonly origin?: MemoryNotes,
    private readonly before: ReadonlyMap<string, Scope> = new Map(),
  ) {
    this.#scopes = new Map(before);
  }

  read(scope: string, keys?: readonly string[]): ReadonlyMap<string, Note> {
    const all: Scope = this.#scopes.get(scope) ?? new Map();
    const wanted = [...(keys ? new Set(keys) : all.keys())].sort();
    const found = wanted.flatMap((key) => {
      const noted = all.get(key);
      return noted ? [[key, structuredClone(noted.note)] as const] : [];
    });
    return new Map(found);
  }

  write(scope: string, notes: Iterable<readonly [string, Note | undefined]>): void {
    const next = [...notes].map(([key, note]) => [key, kept(scope, key, note)] as const);
    this.#put(scope, next);
    if (this.origin) this.#noted.set(scope, new Map([...(this.#noted.get(scope) ?? []), ...next]));
  }

  fork(): MemoryNotes {
    return new MemoryNotes(this, new Map(this.#scopes));
  }

  /** Refuses where somebody else has noted the same since. */
  assertUnchanged(): void {
    const { origin } = this;
    if (!origin) return;
    for (const [scope, noted] of this.#noted)
      for (const key of noted.keys())
        if (origin.#scopes.get(scope)?.get(key) !== this.before.get(scope)?.get(key))
          throw conflict(scope, key);
  }

  /** Hands over what was noted. */
  commit(): void {
    const { origin } = this;
    if (origin) for (const [scope, noted] of this.#noted) origin.#put(scope, noted);
  }

  #put(scope: string, notes: Iterable<readonly [string, Noted | undefined]>): void {
    const next = new Map(this.#scopes.get(scope));
    for (const [key, noted] of notes) {
      if (noted) next.set(key, noted);
      else next.delete(key);
    }
    this.#scopes.set(scope, next);
  }
}

/** As JSON has it, so that what comes back is what any engine would have kept. */
function kept(scope: string, key: string, note: Note | undefined): Noted | undefined {
  if (note === undefined) return undefined;
  try {
    return { note: JSON.parse(JSON.stringify(note)) as Note };
  } catch (cause) {
    const message = `expected the note ${key} of ${scope} to be plain data, got what JSON has no words for`;
    throw new EngineError('invalid', message, { cause });
  }
}

function conflict(scope: string, key: string): EngineError {
  const message = `expected the note ${key} of ${scope} to be as it was when the transaction began, got another`;
  return new EngineError('conflict', message);
}
