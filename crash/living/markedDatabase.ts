import {
  DuckDBAppender,
  DuckDBConnection,
  DuckDBInstance,
  DuckDBPreparedStatement,
} from '@duckdb/node-api';
import type { Marks } from './marks.ts';

/** How the database of a process is put to the test. */
export interface DatabaseHabits {
  /** How big its log may become before it makes a checkpoint by itself. */
  readonly autocheckpoint: string;
  /** After how many commits one is asked for. */
  readonly checkpointEvery: number;
}

/** Has the database of this process say what it is about to do, and make checkpoints more often than it would. */
export function markedDatabase(marks: Marks, { autocheckpoint, checkpointEvery }: DatabaseHabits): void {
  let commits = 0;
  let latest: DuckDBInstance | undefined;
  const { run, prepare } = DuckDBConnection.prototype;
  const { run: runPrepared } = DuckDBPreparedStatement.prototype;
  const commitStatements = new WeakSet<DuckDBPreparedStatement>();
  const { flushSync, appendDataChunk } = DuckDBAppender.prototype;
  const create = DuckDBInstance.create.bind(DuckDBInstance);

  DuckDBInstance.create = async (...args) => {
    latest = await create(...args);
    const connection = await latest.connect();
    await run.call(connection, `set global wal_autocheckpoint = '${autocheckpoint}'`);
    connection.closeSync();
    return latest;
  };
  DuckDBConnection.prototype.run = async function (...args) {
    if (args[0] !== 'commit') return await run.apply(this, args);
    return await marked(() => run.apply(this, args));
  };
  DuckDBConnection.prototype.prepare = async function (text) {
    const statement = await prepare.call(this, text);
    if (text === 'commit') commitStatements.add(statement);
    return statement;
  };
  DuckDBPreparedStatement.prototype.run = async function () {
    if (!commitStatements.has(this)) return await runPrepared.call(this);
    return await marked(() => runPrepared.call(this));
  };
  DuckDBAppender.prototype.flushSync = function () {
    marks.passBy('in flush');
    flushSync.call(this);
  };
  DuckDBAppender.prototype.appendDataChunk = function (chunk) {
    marks.passBy('in flush');
    appendDataChunk.call(this, chunk);
  };

  const marked = async <T>(commit: () => Promise<T>): Promise<T> => {
    marks.pass('before commit');
    const committed = commit();
    marks.pass('in commit');
    const result = await committed;
    marks.pass('after commit');
    commits += 1;
    if (commits % checkpointEvery === 0 && latest) void checkpoint(latest);
    return result;
  };
  const checkpoint = async (instance: DuckDBInstance) => {
    const connection = await instance.connect();
    const made = run.call(connection, 'checkpoint rekindle_data');
    marks.pass('in checkpoint');
    // It is refused while others write, and does not matter when the database is being closed.
    await made.catch(() => undefined);
    connection.closeSync();
  };
}
