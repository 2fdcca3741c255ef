import { EngineError } from '../engineError.ts';
import type { HistoryEntry, HistoryQuery } from '../history.ts';

/** The writes of an engine in memory, oldest first; of very many the last are kept. */
export class MemoryHistory {
  #entries: HistoryEntry[] = [];
  #sequence: number;
  readonly #once = new Map<string, HistoryEntry>();

  constructor(private readonly origin?: MemoryHistory) {
    this.#sequence = origin ? origin.#sequence : 0;
  }

  add(entry: Omit<HistoryEntry, 'sequence'>): void {
    this.#sequence += 1;
    const kept = { ...entry, sequence: this.#sequence };
    this.#entries.push(kept);
    if (kept.once !== undefined) this.#once.set(kept.once, kept);
    if (this.#entries.length > 2 * MOST) this.#entries = this.#entries.slice(-MOST);
  }

  /** The write that was done under a name. */
  doneAs(once: string): HistoryEntry | undefined {
    return this.#once.get(once) ?? this.origin?.doneAs(once);
  }

  read({ entityIds, runId, pipeId, after, limit = 100 }: HistoryQuery): readonly HistoryEntry[] {
    const matches = ({ entityId, by, sequence }: HistoryEntry) =>
      (entityIds === undefined || entityIds.includes(entityId)) &&
      (runId === undefined || by.runId === runId) &&
      (pipeId === undefined || by.pipeId === pipeId) &&
      (after === undefined || sequence > after);
    const earlier = this.origin ? this.origin.#entries : [];
    const all = [...earlier, ...this.#entries];
    return all.filter(matches).reverse().slice(0, limit);
  }

  prune(before: number): number {
    const kept = this.#entries.filter(({ at }) => at >= before);
    const gone = this.#entries.length - kept.length;
    this.#entries = kept;
    for (const [once, { at }] of this.#once) if (at < before) this.#once.delete(once);
    return gone;
  }

  fork(): MemoryHistory {
    return new MemoryHistory(this);
  }

  /** Refuses where somebody else has done meanwhile what is done once. */
  assertUnchanged(): void {
    for (const { once, entityId } of this.#entries)
      if (once !== undefined && this.origin?.doneAs(once)) throw conflict(once, entityId);
  }

  /** Hands over what was added; in which order writes are counted is settled now. */
  commit(): void {
    for (const { sequence, ...entry } of this.#entries) this.origin?.add(entry);
  }
}

/** How many writes are kept at least, of which those before are let go. */
const MOST = 10_000;

function conflict(once: string, entityId: string): EngineError {
  const message = `${entityId}: expected ${once} to be done once, got another write that did it in between`;
  return new EngineError('conflict', message, { entityId });
}
