import type {
  DuckDBConnection,
  DuckDBMaterializedResult,
  DuckDBPreparedStatement,
  DuckDBResult,
} from '@duckdb/node-api';
import type { Row } from '../../definitions/frame.ts';
import type { SqlParameter } from '../../definitions/sqlValue.ts';
import { parameters as bound } from './parameters.ts';
import { quoted } from './quoted.ts';
import type { ThreadGate } from './threadGate.ts';

/** A statement with what is bound to it. */
export interface Statement {
  readonly text: string;
  readonly parameters?: readonly SqlParameter[];
}

/** A connection while somebody has it. One that is interrupted fails what it is at, and nothing else. */
export class Session {
  /** Tables of the connection that are to be gone before somebody else has it. */
  readonly temporary = new Set<string>();
  readonly #prepared = new Map<string, DuckDBPreparedStatement>();
  #found: Map<string, unknown> | undefined;

  constructor(
    readonly connection: DuckDBConnection,
    private readonly gate: ThreadGate,
    /** Runs a statement by another connection, after those that were to be run so before. */
    readonly apart: (text: string) => Promise<void>,
  ) {}

  /** Begins a transaction; what is found out in it need not be found out again (`found`). */
  async begin(text = 'begin transaction'): Promise<void> {
    await this.run(text);
    this.#found = new Map();
  }

  async commit(): Promise<void> {
    this.#found = undefined;
    await this.run('commit');
  }

  async rollback(): Promise<void> {
    this.#found = undefined;
    await this.run('rollback');
  }

  /** What was found out in this transaction, by its name; it is found out now, if it was not yet. */
  async found<T>(name: string, find: () => Promise<T>): Promise<T> {
    const found = this.#found;
    if (found?.has(name)) return found.get(name) as T;
    const value = await find();
    found?.set(name, value);
    return value;
  }

  /** What was found out may be otherwise now. */
  forget(): void {
    this.#found?.clear();
  }

  /** Runs a statement to its end. */
  run(text: string, parameters: readonly SqlParameter[] = []): Promise<DuckDBMaterializedResult> {
    if (parameters.length === 0) return this.gate(() => this.connection.run(text));
    const { values, types } = bound(parameters);
    return this.gate(() => this.connection.run(text, values, types));
  }

  /** Runs a statement that comes again and again, and is prepared once. */
  async again(text: string, parameters: readonly SqlParameter[] = []): Promise<readonly Row[]> {
    const result = await this.#runAgain(text, parameters);
    return result.columnCount === 0 ? [] : ((await result.getRowObjectsJS()) as readonly Row[]);
  }

  /** The same, of a statement that changes rows; gives how many. */
  async count(text: string, parameters: readonly SqlParameter[] = []): Promise<number> {
    return (await this.#runAgain(text, parameters)).rowsChanged;
  }

  /** The rows of a statement that gives few. */
  async rows(text: string, parameters: readonly SqlParameter[] = []): Promise<readonly Row[]> {
    const result = await this.run(text, parameters);
    return (await result.getRowObjectsJS()) as readonly Row[];
  }

  /** Runs a statement whose rows are fetched as they are wanted. */
  stream(text: string, parameters: readonly SqlParameter[] = []): Promise<DuckDBResult> {
    if (parameters.length === 0) return this.gate(() => this.connection.stream(text));
    const { values, types } = bound(parameters);
    return this.gate(() => this.connection.stream(text, values, types));
  }

  /** The next rows of a result; none at its end. */
  fetch(result: DuckDBResult) {
    return this.gate(() => result.fetchChunk());
  }

  /** Makes ready a statement, to see what it gives without running it. */
  prepare(text: string): Promise<DuckDBPreparedStatement> {
    return this.gate(() => this.connection.prepare(text));
  }

  /** Removes what was made for whoever had the connection. */
  async tidy(): Promise<void> {
    const tables = [...this.temporary];
    this.temporary.clear();
    if (tables.length > 0)
      await this.run(tables.map((table) => `drop table if exists temp.main.${quoted(table)}`).join('; '));
  }

  interrupt(): void {
    this.connection.interrupt();
  }

  close(): void {
    for (const prepared of this.#prepared.values()) prepared.destroySync();
    this.#prepared.clear();
    this.connection.closeSync();
  }

  async #runAgain(text: string, parameters: readonly SqlParameter[]): Promise<DuckDBMaterializedResult> {
    const prepared = this.#prepared.get(text) ?? (await this.prepare(text));
    this.#prepared.set(text, prepared);
    const { values, types } = bound(parameters);
    if (values.length > 0) prepared.bind(values, types);
    return await this.gate(() => prepared.run());
  }
}
