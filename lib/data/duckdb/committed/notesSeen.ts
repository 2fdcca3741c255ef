import type { Known } from './known.ts';

/** A note that is put, or removed, as text. */
export interface PendingNote {
  readonly scope: string;
  readonly key: string;
  readonly note: string | undefined;
  /** Whether there is one already; nothing where nobody has looked. */
  readonly isThere: boolean | undefined;
}

/**
 * How a transaction sees notes: as they were when it began, and as it is going to put them when it commits, all at
 * once.
 */
export class NotesSeen {
  readonly #read = new Map<string, string | null>();
  readonly #pending = new Map<string, PendingNote>();
  /** Those that it has put or is going to, by place. */
  readonly changed = new Map<string, PendingNote>();

  constructor(
    private readonly known: Known<string | null>,
    /** When it began; nothing where that is not known. */
    private readonly moment: number | undefined,
  ) {}

  /** The text of a note, null where there is none; nothing where that is not known. */
  text(scope: string, key: string): string | null | undefined {
    const place = placeOf(scope, key);
    const own = this.changed.get(place);
    if (own) return own.note ?? null;
    const read = this.#read.get(place);
    if (read !== undefined || this.moment === undefined) return read;
    return this.known.at(this.moment, place);
  }

  /** The database was asked for a note that the transaction has not put. */
  learn(scope: string, key: string, text: string | null): void {
    const place = placeOf(scope, key);
    if (this.changed.has(place)) return;
    this.#read.set(place, text);
    if (this.moment !== undefined) this.known.learn(this.moment, place, text);
  }

  put(scope: string, key: string, note: string | undefined): void {
    const place = placeOf(scope, key);
    const text = this.text(scope, key);
    const pending = { scope, key, note, isThere: text === undefined ? undefined : text !== null };
    this.#pending.set(place, pending);
    this.changed.set(place, pending);
  }

  /** What is to be put, as if it had been by now. */
  take(): readonly PendingNote[] {
    const all = [...this.#pending.values()];
    this.#pending.clear();
    return all;
  }
}

const placeOf = (scope: string, key: string): string => JSON.stringify([scope, key]);
