import {
  type DuckDBConnection,
  type DuckDBMaterializedResult,
  type DuckDBPreparedStatement,
  type DuckDBResult,
  JSDuckDBValueConverter,
} from '@duckdb/node-api';
import type { Row } from '../../../definitions/frame.ts';
import type { SqlParameter } from '../../../definitions/sqlValue.ts';
import type { Committed } from '../committed/committed.ts';
import { NotesSeen } from '../committed/notesSeen.ts';
import { TablesSeen } from '../committed/tablesSeen.ts';
import { OWN } from '../tables/ownNames.ts';
import { quoted } from '../tables/quoted.ts';
import { parameters as bound } from './parameters.ts';
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
  #tables: TablesSeen | undefined;
  #notes: NotesSeen | undefined;

  constructor(
    readonly connection: DuckDBConnection,
    private readonly gate: ThreadGate,
    private readonly committed: Committed,
    /** Runs a statement by another connection, after those that were to be run so before. */
    readonly apart: (text: string) => Promise<void>,
  ) {}

  /** Begins a transaction that sees what is there now; the first statement that reads decides that. */
  async begin(kind: 'read write' | 'read only' = 'read write'): Promise<void> {
    const moment = await this.committed.moments.of(async () => {
      await this.again(`begin transaction ${kind}`);
      await this.again(`select 1 from ${OWN}.about limit 0`);
    });
    this.#tables = new TablesSeen(this.committed.tables, moment);
    this.#notes = new NotesSeen(this.committed.notes, moment);
  }

  async commit(): Promise<void> {
    const changes = {
      tables: this.#tables?.changed ?? new Map(),
      notes: this.#notes?.changed ?? new Map(),
    };
    this.#tables = undefined;
    this.#notes = undefined;
    await this.committed.during(changes, () => this.again('commit'));
  }

  async rollback(): Promise<void> {
    this.#tables = undefined;
    this.#notes = undefined;
    await this.run('rollback');
  }

  /** How the transaction sees tables; nothing outside of one. */
  get tables(): TablesSeen | undefined {
    return this.#tables;
  }

  /** How the transaction sees notes, some of which are to be put before it commits; nothing outside of one. */
  get notes(): NotesSeen | undefined {
    return this.#notes;
  }

  /** Runs a statement to its end; several of them, where nothing is bound. */
  run(text: string, parameters: readonly SqlParameter[] = []): Promise<DuckDBMaterializedResult> {
    if (parameters.length === 0) return this.gate(() => this.connection.run(text));
    return this.#once(text, parameters, (prepared) => prepared.run());
  }

  /** Runs a statement that comes again and again, and is prepared once. */
  async again(text: string, parameters: readonly SqlParameter[] = []): Promise<readonly Row[]> {
    return rowsIn(await this.#runAgain(text, parameters));
  }

  /** The same, of a statement that changes rows; gives how many. */
  async count(text: string, parameters: readonly SqlParameter[] = []): Promise<number> {
    return (await this.#runAgain(text, parameters)).rowsChanged;
  }

  /** The rows of a statement that gives few. */
  async rows(text: string, parameters: readonly SqlParameter[] = []): Promise<readonly Row[]> {
    return rowsIn(await this.run(text, parameters));
  }

  /** Runs a statement whose rows are fetched as they are wanted. */
  stream(text: string, parameters: readonly SqlParameter[] = []): Promise<DuckDBResult> {
    return this.#once(text, parameters, (prepared) => prepared.stream());
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

  async #once<T>(
    text: string,
    parameters: readonly SqlParameter[],
    work: (prepared: DuckDBPreparedStatement) => Promise<T>,
  ): Promise<T> {
    const prepared = await this.prepare(text);
    try {
      bindTo(prepared, parameters);
      return await this.gate(() => work(prepared));
    } finally {
      prepared.destroySync();
    }
  }

  async #runAgain(text: string, parameters: readonly SqlParameter[]): Promise<DuckDBMaterializedResult> {
    const prepared = this.#prepared.get(text) ?? (await this.prepare(text));
    this.#prepared.set(text, prepared);
    bindTo(prepared, parameters);
    return await this.gate(() => prepared.run());
  }
}

function bindTo(prepared: DuckDBPreparedStatement, parameters: readonly SqlParameter[]): void {
  if (parameters.length === 0) return;
  const { values, types } = bound(parameters);
  prepared.bind(values, types);
}

/** The rows of a result that is there as a whole. */
function rowsIn(result: DuckDBMaterializedResult): readonly Row[] {
  const names = result.deduplicatedColumnNames();
  return Array.from({ length: result.chunkCount }, (_, i) => result.getChunk(i)).flatMap((chunk) =>
    chunk
      .convertRows(JSDuckDBValueConverter)
      .map((values) => Object.fromEntries(names.map((name, i) => [name, values[i]]))),
  );
}
