import { asyncScheduler, EMPTY, type Observable, type SchedulerLike, throwError } from 'rxjs';
import type { Capabilities } from '../../definitions/capabilities.ts';
import type { Columns, Entity } from '../../definitions/entity.ts';
import type { Engine } from '../engine.ts';
import { EngineError } from '../engineError.ts';
import { refuseFiles } from '../refuseFiles.ts';
import { askedVersions } from './committed/askedVersions.ts';
import { type Database, type DatabaseOptions, openDatabase } from './connection/database.ts';
import { inSession } from './connection/inSession.ts';
import type { Session } from './connection/session.ts';
import { task } from './connection/task.ts';
import { transacted } from './connection/transacted.ts';
import type { DuckdbHost } from './duckdbHost.ts';
import { duckdbError } from './errors/duckdbError.ts';
import { describeEntityFiles } from './files/describeEntityFiles.ts';
import { filesReader } from './files/filesReader.ts';
import { filesSize } from './files/filesSize.ts';
import { duckdbFrame } from './reading/duckdbFrame.ts';
import { madeReady } from './tables/madeReady.ts';
import { readNotes, writeNotes } from './tables/noteRows.ts';
import { pruned } from './tables/pruned.ts';
import { sizeOf } from './tables/sizeOf.ts';
import { dropped, ensured } from './tables/tableChanges.ts';
import { existingShape } from './tables/tableShapes.ts';
import type { ValueOptions } from './values/valueOptions.ts';
import { duckdbWrite } from './writing/duckdbWrite.ts';
import { historyRows } from './writing/historyRows.ts';

export interface DuckdbEngineOptions extends DatabaseOptions, ValueOptions {
  /** The most rows that one batch of a read holds. @default 2_048 */
  batchSize?: number;
  /** How many tables are kept that were overwritten as a whole, for time travel and changes. @default 1 */
  copies?: number;
  /** Whose time the history is told in. @default asyncScheduler */
  scheduler?: SchedulerLike;
}

/**
 * The embedded engine: rows in one file, or in memory (`:memory:`), and transforms in SQL. The file is opened by
 * the first who asks for something, and closed when the last engine on it is closed.
 */
export function duckdbEngine(
  path: string,
  { batchSize = 2_048, copies = 1, scheduler = asyncScheduler, ...options }: DuckdbEngineOptions = {},
): Engine {
  let isClosed = false;
  let opening: Promise<Database> | undefined;
  const database = (): Promise<Database> => {
    if (isClosed)
      return Promise.reject(
        new EngineError('closed', 'expected an engine that is open, got one that is over'),
      );
    opening ??= openDatabase(path, options).catch((error: unknown) => {
      opening = undefined;
      throw duckdbError(error);
    });
    return opening;
  };
  const close = () =>
    task<void>(async (_, emit) => {
      isClosed = true;
      const open = await opening?.catch(() => undefined);
      await open?.release();
      emit();
    });
  const values = options;
  return engineOn(
    { root: { filed: new Map() }, database, scheduler, batchSize, copies, values, transaction: undefined },
    close,
  );
}

function engineOn(host: DuckdbHost, close: () => Observable<void>): Engine {
  const isInside = host.transaction !== undefined;
  const refuse = (what: string) =>
    throwError(
      () => new EngineError('unsupported', `expected no ${what} inside of a transaction, got one`),
    );
  return {
    name: 'duckdb',
    capabilities: { ...capabilities, transactions: !isInside },
    files: filesReader(host),
    read: (entity, slice = { kind: 'rows' }) => {
      if (entity.files) host.root.filed.set(entity.id, entity);
      return duckdbFrame({ kind: 'entity', entity, slice }, host);
    },
    query: (query) => duckdbFrame({ kind: 'query', query }, host),
    write: (entity, source, mode, options = {}) =>
      refuseFiles(entity, 'write to') ?? duckdbWrite(entity, source, { mode, options }, host),
    ensure: (entity) => refuseFiles(entity, 'make sure of') ?? ensured(entity, host),
    drop: (entity) => refuseFiles(entity, 'drop') ?? dropped(entity, host),
    schema: (entity) => inSession(host, (session) => columnsOf(session, entity)),
    versions: (ids) => askedVersions(ids, host),
    estimateSize: (id) =>
      inSession(host, (session) => {
        const entity = host.root.filed.get(id);
        return entity ? filesSize(session, entity) : sizeOf(session, id);
      }),
    history: (query = {}) => inSession(host, (session) => historyRows(session, query)),
    prune: (before) => pruned(before, host),
    notes: (scope, keys) => inSession(host, (session) => readNotes(session, scope, keys)),
    note: (scope, notes) => writeNotes(scope, notes, host),
    makeReady: (ids) => (isInside ? EMPTY : madeReady(ids, host)),
    transaction: (work) =>
      isInside ? refuse('transaction') : transacted(host, (inside) => engineOn(inside, close), work),
    close: () => (isInside ? refuse('close') : close()),
  };
}

async function columnsOf(session: Session, entity: Entity): Promise<Columns> {
  if (entity.files) return (await describeEntityFiles(session, entity)).columns;
  return (await existingShape(session, entity.id)).columns ?? {};
}

const capabilities: Capabilities = {
  sql: 'duckdb',
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
