import { DuckDBInstance } from '@duckdb/node-api';
import { EngineError } from '../engineError.ts';
import { makeBookkeeping } from './bookkeeping.ts';
import { Connections } from './connections.ts';
import { engineErrorOf } from './engineErrorOf.ts';
import { realPath, refuseOpenElsewhere } from './ownership.ts';
import { Pins } from './pins.ts';
import { TableLocks } from './tableLocks.ts';
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
  /** Lets go of it; the last who does closes the file. */
  release(): void;
}

interface Opened {
  readonly opening: Promise<Omit<Database, 'release'> & { readonly close: () => void }>;
  users: number;
}

/** By real path, as a file must not be opened twice. */
const opened = new Map<string, Opened>();

/** In memory, and of its own each time. */
export const IN_MEMORY = ':memory:';

/** Opens a database, or joins those who have it open. */
export async function openDatabase(path: string, options: DatabaseOptions): Promise<Database> {
  const key = path === IN_MEMORY ? undefined : realPath(path);
  const entry = (key === undefined ? undefined : opened.get(key)) ?? begun(key, options);
  entry.users += 1;
  try {
    const { close, ...shared } = await entry.opening;
    let isReleased = false;
    const release = () => {
      if (isReleased) return;
      isReleased = true;
      entry.users -= 1;
      if (entry.users > 0) return;
      if (key !== undefined) opened.delete(key);
      close();
    };
    return { ...shared, release };
  } catch (error) {
    if (key !== undefined && opened.get(key) === entry) opened.delete(key);
    throw error;
  }
}

function begun(key: string | undefined, options: DatabaseOptions): Opened {
  const entry: Opened = { opening: opening(key, options), users: 0 };
  if (key !== undefined) opened.set(key, entry);
  return entry;
}

async function opening(key: string | undefined, options: DatabaseOptions) {
  if (key !== undefined) refuseOpenElsewhere(key);
  const path = key ?? IN_MEMORY;
  const instance = await DuckDBInstance.create(path, settingsOf(options)).catch((error: unknown) => {
    throw engineErrorOf(error, { what: `the database ${path}` });
  });
  const connections = new Connections(instance, processGate());
  try {
    await connections.use(makeBookkeeping);
  } catch (error) {
    connections.close();
    instance.closeSync();
    throw error;
  }
  const close = () => {
    connections.close();
    instance.closeSync();
  };
  return { path, connections, locks: new TableLocks(), pins: new Pins(), close };
}

/** Nothing is fetched from anywhere by itself. */
function settingsOf({ threads, memoryLimit, temporaryFolder }: DatabaseOptions): Record<string, string> {
  if (threads !== undefined && !(Number.isInteger(threads) && threads >= 1))
    throw new EngineError('invalid', `expected a whole number of threads from 1, got ${threads}`);
  return {
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
    ...(threads === undefined ? {} : { threads: String(threads) }),
    ...(memoryLimit === undefined ? {} : { memory_limit: memoryLimit }),
    ...(temporaryFolder === undefined ? {} : { temp_directory: temporaryFolder }),
  };
}
