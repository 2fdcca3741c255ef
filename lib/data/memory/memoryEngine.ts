import {
  asyncScheduler,
  concat,
  defer,
  finalize,
  ignoreElements,
  of,
  type SchedulerLike,
  throwError,
} from 'rxjs';
import type { Capabilities } from '../../definitions/capabilities.ts';
import type { Engine } from '../engine.ts';
import { EngineError } from '../engineError.ts';
import { refuseFiles } from '../refuseFiles.ts';
import { ensuredTable } from './ensuredTable.ts';
import { memoryColumns } from './memoryColumns.ts';
import { memoryFrame } from './memoryFrame.ts';
import { answering, type MemoryHost } from './memoryHost.ts';
import { memoryQuery } from './memoryQuery.ts';
import { memorySize } from './memorySize.ts';
import { memoryWrite } from './memoryWrite.ts';
import { Store } from './store.ts';
import { unreadableFiles } from './unreadableFiles.ts';

export interface MemoryEngineOptions {
  /** The most rows that one batch of a read holds. @default 1_024 */
  batchSize?: number;
  /** How long each answer takes: a batch, a result. Without it answers come at once. @default 0 */
  latency?: number;
  /** Whose time the latency is. @default asyncScheduler */
  scheduler?: SchedulerLike;
  /** How many versions of each table are kept, for time travel and changes. @default 100 */
  history?: number;
}

/**
 * The reference of what an engine does: rows in arrays, for tests, examples and small things. It has no
 * time of its own and draws no chances, so the same calls give the same answers, in virtual time as well.
 */
export function memoryEngine({
  batchSize = 1_024,
  latency = 0,
  scheduler = asyncScheduler,
  history = 100,
}: MemoryEngineOptions = {}): Engine {
  return engineOn(new Store(), { batchSize, history: Math.max(1, history), latency, scheduler });
}

type Settings = Required<MemoryEngineOptions>;

function engineOn(store: Store, settings: Settings): Engine {
  const answer = answering(store, settings.latency, settings.scheduler);
  return {
    name: 'memory',
    capabilities,
    ...tablesOf({ store, answer, ...settings }),
    transaction: (work) =>
      defer(() => {
        const fork = store.fork();
        const done = answer(() => fork.commit()).pipe(ignoreElements());
        const result = defer(() => work(transactionOn(fork, settings)));
        return concat(result, done).pipe(finalize(() => fork.close()));
      }),
    close: () => defer(() => of(store.close())),
  };
}

function transactionOn(store: Store, settings: Settings): Engine {
  const refuse = (what: string) =>
    throwError(
      () => new EngineError('unsupported', `expected no ${what} inside of a transaction, got one`),
    );
  return {
    ...engineOn(store, settings),
    capabilities: { ...capabilities, transactions: false },
    transaction: () => refuse('transaction'),
    prune: () => refuse('pruning'),
    close: () => refuse('close'),
  };
}

function tablesOf(host: MemoryHost): Omit<Engine, 'name' | 'capabilities' | 'transaction' | 'close'> {
  const { store, answer } = host;
  return {
    read: (entity, slice = { kind: 'rows' }) =>
      entity.files ? unreadableFiles(entity) : memoryFrame(entity, slice, host),
    query: (query) => memoryQuery(query, host),
    write: (entity, source, mode, options) =>
      refuseFiles(entity, 'write to') ?? memoryWrite(entity, source, { mode, ...options }, host),
    ensure: (entity) =>
      refuseFiles(entity, 'make sure of') ??
      answer(() => {
        const { table, ensured } = ensuredTable(entity, store.tables.get(entity.id));
        store.put(entity.id, table);
        return ensured;
      }),
    drop: (entity) =>
      refuseFiles(entity, 'drop') ?? answer(() => ({ existed: store.tables.delete(entity.id) })),
    schema: (entity) =>
      entity.files
        ? unreadableFiles(entity).columns()
        : answer(() => memoryColumns(store.table(entity.id), { kind: 'rows' })),
    versions: (ids) => answer(() => versionsOf(ids, store)),
    estimateSize: (id) => answer(() => memorySize(store.table(id).current)),
    history: (query = {}) => answer(() => store.history.read(query)),
    prune: (before) => answer(() => store.prune(before)),
    notes: (scope, keys) => answer(() => store.notes.read(scope, keys)),
    note: (scope, notes) => answer(() => store.notes.write(scope, notes)).pipe(ignoreElements()),
  };
}

function versionsOf(ids: readonly string[], { tables }: Store): ReadonlyMap<string, number> {
  const known = ids.map((id) => [id, tables.get(id)?.current.version] as const);
  return new Map(known.filter((entry): entry is readonly [string, number] => entry[1] !== undefined));
}

const capabilities: Capabilities = {
  sql: undefined,
  rowFunctions: true,
  exactMergeCounts: true,
  versions: true,
  changeFeed: true,
  timeTravel: true,
  transactions: true,
  cancellation: true,
  progress: true,
  streaming: false,
  severalProcesses: false,
};
