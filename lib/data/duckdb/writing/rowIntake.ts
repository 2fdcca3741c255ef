import type { DuckDBAppender } from '@duckdb/node-api';
import { type Batch, isColumnBatch } from '../../../definitions/columnBatch.ts';
import { columnsToRows } from '../../../definitions/columnsToRows.ts';
import type { Row } from '../../../definitions/frame.ts';
import type { Columns } from '../../../definitions/schema.ts';
import { EngineError } from '../../engineError.ts';
import { withDeclared } from '../tables/grownTable.ts';
import { quoted } from '../tables/quoted.ts';
import { existingShape, shapeOf } from '../tables/tableShapes.ts';
import { businessColumns, wantedColumns } from '../tables/wantedColumns.ts';
import { inferredTypes } from '../typing/inferredTypes.ts';
import { type Stager, stager } from '../values/stager.ts';
import { grownColumns, wideEnough } from './grownColumns.ts';
import type { Incoming } from './incoming.ts';
import { intakeRules } from './intakeRules.ts';
import type { WriteRequest } from './writeRequest.ts';
import { STAGED, type WriteSession } from './writeSession.ts';

/** Takes the rows of a write, checks them, and puts them where statements find them. */
export class RowIntake {
  #appender: DuckDBAppender | undefined;
  #stager: Stager | undefined;
  /** Those of the table; nothing where the first rows say. */
  #table: Columns | undefined;
  #staged: Columns = {};
  /** Those that rows came with. */
  readonly #met = new Set<string>();
  #rows = 0;

  constructor(
    private readonly session: WriteSession,
    private readonly request: Omit<WriteRequest, 'incoming'>,
  ) {}

  /** Finds out which columns there are, and makes ready to take rows. */
  async begin(): Promise<void> {
    const { entity, options, mode } = this.request;
    const shape = await this.session.prepare(async (session) => {
      const found = await shapeOf(session, entity.id);
      if (found && !found.isDropped) return found;
      return options.ensure === true ? undefined : await existingShape(session, entity.id);
    });
    const isAnew = mode.mode === 'overwrite' && entity.schema === undefined;
    const wanted = wantedColumns(entity);
    const grows = options.ensure === true && entity.drift === 'evolve' && wanted !== undefined;
    const found = shape?.columns && grows ? withDeclared(shape.columns, wanted) : shape?.columns;
    const all = isAnew ? undefined : (found ?? wanted);
    this.#table = all && mode.mode === 'scd2' ? businessColumns(all, entity) : all;
    if (this.#table) intakeRules(this.request, this.#table);
    if (this.#table && this.#isSettled) await this.#stage(this.#table);
  }

  /** Takes a batch, at once where it is known which columns there are; gives how many rows that makes. */
  take(batch: Batch): number | Promise<number> {
    if (this.#stager && this.#isSettled) return this.#put(batch, this.#stager);
    return this.#takeUnsettled(batch);
  }

  /** Hands over what was taken. */
  async finish(): Promise<Incoming> {
    if (!this.#stager) await this.#stage({ ...this.#table, ...this.#markers(() => 'VARCHAR') });
    this.#end();
    const columns = Object.fromEntries(
      Object.entries(this.#staged).filter(
        ([name]) => this.#isSettled || this.#met.has(name) || this.#rows === 0,
      ),
    );
    return { from: `temp.main.${quoted(STAGED)}`, parameters: [], columns, rows: this.#rows };
  }

  /** Forgets what was not handed over: the appender would do it later, when somebody else has the connection. */
  close(): void {
    this.#appender?.clear();
    this.#appender?.closeSync();
    this.#appender = undefined;
  }

  /** Whether columns are what they are, and rows that have others are refused. */
  get #isSettled(): boolean {
    const { entity, mode } = this.request;
    const isMarked = 'markers' in mode && (mode.markers?.length ?? 0) > 0;
    const drifts = (entity.drift ?? 'fail') !== 'fail';
    return this.#table !== undefined && !drifts && !(isMarked && !this.#stager);
  }

  async #takeUnsettled(batch: Batch): Promise<number> {
    const rows = rowsOf(batch, this.request.entity.id);
    const seen = inferredTypes(rows);
    for (const name of Object.keys(seen)) this.#met.add(name);
    this.#table ??= this.#unmarked(seen);
    const wanted = grownColumns({ ...this.#table, ...this.#staged }, this.#withMarkers(seen));
    if (!this.#stager) await this.#stage(wanted);
    else if (!wideEnough(this.#staged, wanted)) await this.#restage(wanted);
    return this.#put(batch, this.#stager as unknown as Stager);
  }

  #put(batch: Batch, into: Stager): number {
    const size = isColumnBatch(batch) ? batch.rowCount : Array.isArray(batch) ? batch.length : 1;
    for (let at = 0; at < size; ) at += into.take(batch, at, size - at);
    this.#rows += size;
    return this.#rows;
  }

  #unmarked(columns: Columns): Columns {
    const { mode } = this.request;
    const markers = 'markers' in mode ? (mode.markers ?? []) : [];
    return Object.fromEntries(Object.entries(columns).filter(([name]) => !markers.includes(name)));
  }

  #markers(typeOf: (name: string) => string): Columns {
    const { mode } = this.request;
    const markers = 'markers' in mode ? (mode.markers ?? []) : [];
    return Object.fromEntries(markers.map((name) => [name, typeOf(name)]));
  }

  /** What rows show, with all markers; without drift, other strangers are left for the check to refuse. */
  #withMarkers(seen: Columns): Columns {
    const drifts = (this.request.entity.drift ?? 'fail') !== 'fail';
    const columns = drifts || this.#table === undefined ? seen : {};
    return { ...columns, ...this.#markers((name) => seen[name] ?? 'VARCHAR') };
  }

  async #stage(columns: Columns): Promise<void> {
    const defined = Object.entries(columns).map(([name, type]) => `${quoted(name)} ${type}`);
    await this.session.stage(async (session) => {
      await session.run(
        `create or replace temp table ${quoted(STAGED)} (${defined.length === 0 ? '_nothing boolean' : defined.join(', ')})`,
      );
    });
    await this.#open(columns);
  }

  /** Rows came with other columns than those before them. */
  async #restage(columns: Columns): Promise<void> {
    this.#end();
    await this.session.prepare(async (session) => {
      for (const [name, type] of Object.entries(columns)) {
        const old = this.#staged[name];
        if (old === type) continue;
        const what =
          old === undefined
            ? `add column ${quoted(name)} ${type}`
            : `alter column ${quoted(name)} type ${type}`;
        await session.run(`alter table temp.main.${quoted(STAGED)} ${what}`);
      }
    });
    await this.#open(columns);
  }

  async #open(columns: Columns): Promise<void> {
    this.#staged = columns;
    const { entity } = this.request;
    const rules = intakeRules(this.request, this.#table ?? columns);
    await this.session.prepare(async ({ connection }) => {
      this.#appender = await connection.createAppender(STAGED, 'main', 'temp');
      this.#stager = stager(this.#appender, { entity, columns, ...rules, taken: this.#rows });
    });
  }

  #end(): void {
    this.#stager?.flush();
    this.#appender?.closeSync();
    this.#appender = undefined;
  }
}

function rowsOf(batch: Batch, entityId: string): readonly Row[] {
  if (isColumnBatch(batch)) return columnsToRows(batch);
  if (Array.isArray(batch))
    return batch.filter((row) => typeof row === 'object' && row !== null) as readonly Row[];
  const message = `${entityId}: expected a batch, that is an array of rows, got ${typeof batch}`;
  throw new EngineError('schema_mismatch', message, { entityId });
}
