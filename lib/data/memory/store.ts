import { nearest } from '../../codec/nearest.ts';
import { EngineError } from '../engineError.ts';
import type { Pruned } from '../history.ts';
import { MemoryHistory } from './memoryHistory.ts';
import { MemoryNotes } from './memoryNotes.ts';
import { type Table, withoutVersions } from './table.ts';

/** The tables by the ids of their entities, and what is kept beside them. A transaction works on a fork. */
export class Store {
  private isOpen = true;

  constructor(
    readonly tables: Map<string, Table> = new Map(),
    readonly notes: MemoryNotes = new MemoryNotes(),
    readonly history: MemoryHistory = new MemoryHistory(),
    private readonly origin: {
      readonly store: Store;
      readonly tables: ReadonlyMap<string, Table>;
    } | null = null,
  ) {}

  /** The table, or the reason why there is none. */
  table(entityId: string): Table {
    this.assertOpen();
    return this.tables.get(entityId) ?? this.refuse(entityId);
  }

  refuse(entityId: string): never {
    const found = nearest(entityId, this.tables.keys());
    const hint = found === undefined ? 'ensure() makes it' : `did you mean ${found}?`;
    throw new EngineError('not_found', `expected a table of ${entityId}, got none; ${hint}`, { entityId });
  }

  assertOpen(): void {
    this.origin?.store.assertOpen();
    if (this.isOpen) return;
    const what = this.origin ? 'a transaction' : 'an engine';
    throw new EngineError('closed', `expected ${what} that is open, got one that is over`);
  }

  close(): void {
    this.isOpen = false;
  }

  /** Tables as they are now, to be written to apart from these. */
  fork(): Store {
    this.assertOpen();
    const origin = { store: this, tables: new Map(this.tables) };
    return new Store(new Map(this.tables), this.notes.fork(), this.history.fork(), origin);
  }

  /** Takes over what was written to this fork since it was made, unless somebody else wrote there too. */
  commit(): void {
    this.assertOpen();
    const { store, tables: before } = this.origin ?? { store: this, tables: this.tables };
    const ids = new Set([...before.keys(), ...this.tables.keys()]);
    const written = [...ids].filter((id) => this.tables.get(id) !== before.get(id));
    const lost = written.find((id) => store.tables.get(id) !== before.get(id));
    if (lost !== undefined) throw conflict(lost);
    this.notes.assertUnchanged();
    this.history.assertUnchanged();
    this.notes.commit();
    this.history.commit();
    for (const id of written) store.put(id, this.tables.get(id));
  }

  /** Lets go of what the history tells of before a time, and of versions that ended before it. */
  prune(before: number): Pruned {
    let rows = 0;
    for (const [id, table] of this.tables) {
      const ended = table.versions.filter((_, i) => Number(table.versions[i + 1]?.at) < before).length;
      for (const { changes } of table.versions.slice(1, ended + 1))
        rows += changes.updated.length + changes.deleted.length;
      if (ended > 0) this.tables.set(id, withoutVersions(table, ended));
    }
    return { entries: this.history.prune(before), rows };
  }

  put(entityId: string, table: Table | undefined): void {
    if (table) this.tables.set(entityId, table);
    else this.tables.delete(entityId);
  }
}

function conflict(entityId: string): EngineError {
  const message = `expected ${entityId} to be as it was when the transaction began, got a write in between`;
  return new EngineError('conflict', message, { entityId });
}
