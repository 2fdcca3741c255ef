/** A note that is put, or removed, as text. */
export interface PendingNote {
  readonly scope: string;
  readonly key: string;
  readonly note: string | undefined;
  /** Whether there is one already; nothing where nobody has looked. */
  readonly isThere: boolean | undefined;
}

/**
 * The notes of a transaction, as it sees them: those that it has read, and those that it is going to put when it
 * commits, which then are put all at once.
 */
export class PendingNotes {
  readonly #read = new Map<string, string | undefined>();
  readonly #put = new Map<string, PendingNote>();

  /** What is known of a note; nothing where nobody has looked. */
  of(scope: string, key: string): { readonly note: string | undefined } | undefined {
    const place = placeOf(scope, key);
    const put = this.#put.get(place);
    if (put) return put;
    return this.#read.has(place) ? { note: this.#read.get(place) } : undefined;
  }

  /** It was looked for a note. */
  learn(scope: string, key: string, note: string | undefined): void {
    this.#read.set(placeOf(scope, key), note);
  }

  put(scope: string, key: string, note: string | undefined): void {
    const place = placeOf(scope, key);
    const isThere = this.#read.has(place) ? this.#read.get(place) !== undefined : undefined;
    this.#put.set(place, { scope, key, note, isThere });
  }

  /** What is to be put, as if it had been by now. */
  take(): readonly PendingNote[] {
    const all = [...this.#put.values()];
    this.#put.clear();
    for (const { scope, key, note } of all) this.learn(scope, key, note);
    return all;
  }
}

const placeOf = (scope: string, key: string): string => JSON.stringify([scope, key]);
