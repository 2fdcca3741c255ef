import { DuckDBInstance } from '@duckdb/node-api';
import { EngineError } from '../../engineError.ts';
import { Committed } from '../committed/committed.ts';
import { duckdbError } from '../errors/duckdbError.ts';
import { makeBookkeeping } from '../tables/bookkeeping.ts';
import { DATA } from '../tables/ownNames.ts';
import { quotedText } from '../tables/quoted.ts';
import { TableLocks } from '../tables/tableLocks.ts';
import { Connections } from './connections.ts';
import { realPath, refuseOpenElsewhere } from './ownership.ts';
import { Pins } from './pins.ts';
import { processGate } from './threadPool.ts';

/** How a database is opened; who opens it again while it is open takes it as it is. */
export interface DatabaseOptions {
  /** How many threads a statement may use. @default one for each core */
  threads?: number;
  /** How much memory it may use before it puts things on disk, such as `2GB`. @default 80 % of what there is */
  memoryLimit?: string;
  /** Where things are put that do not fit into memory. @default beside the database */
  temporaryFolder?: string;
}

/** A database that is open in this process, once, whoever uses it. */
export interface Database {
  readonly path: string;
  readonly connections: Connections;
  readonly locks: TableLocks;
  readonly pins: Pins;
  readonly committed: Committed;
  /** The schemas that are known to be there. */
  readonly schemas: Set<string>;
  /** Lets go of it; the last who does closes the file, and waits until it is. */
  release(): Promise<void>;
}

interface Opened {
  readonly opening: Promise<Omit<Database, 'release'> & { readonly close: () => Promise<void> }>;
  users: number;
}

/** By real path, as a file must not be opened twice. */
const opened = new Map<string, Opened>();

/** In memory, and of its own each time. */
export const IN_MEMORY = ':memory:';

/** Those that are being closed; who opens one again waits for that. */
const closing = new Map<string, Promise<void>>();

/** Opens a database, or joins those who have it open. */
export async function openDatabase(path: string, options: DatabaseOptions): Promise<Database> {
  const key = path === IN_MEMORY ? undefined : realPath(path);
  if (key !== undefined) await closing.get(key);
  const entry = (key === undefined ? undefined : opened.get(key)) ?? begun(key, options);
  entry.users += 1;
  try {
    const { close, ...shared } = await entry.opening;
    return { ...shared, release: releasing(entry, key, close) };
  } catch (error) {
    if (key !== undefined && opened.get(key) === entry) opened.delete(key);
    throw error;
  }
}

function releasing(entry: Opened, key: string | undefined, close: () => Promise<void>) {
  let isReleased = false;
  return async () => {
    if (isReleased) return;
    isReleased = true;
    entry.users -= 1;
    if (entry.users > 0) return;
    const closed = close();
    if (key !== undefined) {
      opened.delete(key);
      closing.set(key, closed);
    }
    try {
      await closed;
    } finally {
      if (key !== undefined) closing.delete(key);
    }
  };
}

function begun(key: string | undefined, options: DatabaseOptions): Opened {
  const entry: Opened = { opening: opening(key, options), users: 0 };
  if (key !== undefined) opened.set(key, entry);
  return entry;
}

async function opening(key: string | undefined, options: DatabaseOptions) {
  if (key !== undefined) refuseOpenElsewhere(key);
  const path = key ?? IN_MEMORY;
  const instance = await DuckDBInstance.create(IN_MEMORY, settingsOf(path, options));
  const committed = new Committed();
  const connections = new Connections(instance, processGate(), committed);
  try {
    await attached(instance, path);
    await connections.use(makeBookkeeping);
  } catch (error) {
    await connections.close();
    instance.closeSync();
    throw duckdbError(error, { subject: `the database ${path}` });
  }
  const close = async () => {
    await connections.close();
    await detached(instance);
    instance.closeSync();
  };
  return {
    path,
    connections,
    locks: new TableLocks(),
    pins: new Pins(),
    committed,
    schemas: new Set<string>(),
    close,
  };
}

async function attached(instance: DuckDBInstance, path: string): Promise<void> {
  const connection = await instance.connect();
  await connection.run(`attach ${quotedText(path)} as ${DATA}`);
  connection.closeSync();
}

/** Lets go of the file, whoever may still have something of the instance. */
async function detached(instance: DuckDBInstance): Promise<void> {
  const connection = await instance.connect();
  await connection.run(`detach ${DATA}`);
  connection.closeSync();
}

/** Nothing is fetched from anywhere by itself. */
function settingsOf(
  path: string,
  { threads, memoryLimit, temporaryFolder = temporaryBeside(path) }: DatabaseOptions,
): Record<string, string> {
  if (threads !== undefined && !(Number.isInteger(threads) && threads >= 1))
    throw new EngineError('invalid', `expected a whole number of threads from 1, got ${threads}`);
  return {
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
    checkpoint_threshold: CHECKPOINT,
    ...(threads === undefined ? {} : { threads: String(threads) }),
    ...(memoryLimit === undefined ? {} : { memory_limit: memoryLimit }),
    ...(temporaryFolder === undefined ? {} : { temp_directory: temporaryFolder }),
  };
}

/**
 * How much is logged before it is put into place. What is put into place is whole row groups, so that four times as
 * much as DuckDB takes costs a quarter; after a crash, it is what has to be read again.
 */
const CHECKPOINT = '64MB';

const temporaryBeside = (path: string) => (path === IN_MEMORY ? undefined : `${path}.tmp`);
