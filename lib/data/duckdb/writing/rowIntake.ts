import type { ObservableInput } from 'rxjs';
import { from } from 'rxjs';
import type { Row } from '../../../definitions/frame.ts';
import type { Columns } from '../../../definitions/schema.ts';
import { columnsIn, predicateOf } from '../../conditions.ts';
import { EngineError } from '../../engineError.ts';
import { asRow, knownColumn, type RowCheck, rowCheck } from '../../rowCheck.ts';
import { columnTypes } from '../columnTypes.ts';
import { inferredTypes } from '../inferredTypes.ts';
import { existingShape, shapeOf } from '../shape.ts';
import type { Incoming } from './incoming.ts';
import { Stager } from './stager.ts';
import type { WriteRequest } from './writeRequest.ts';
import type { WriteSession } from './writeSession.ts';

/** Takes the rows of a write, checks them, and puts them where statements find them. */
export class RowIntake {
  #columns: Columns | undefined;
  #check: RowCheck = () => {};
  #stager: Stager | undefined;
  #rows = 0;
  readonly #deletes: (row: Row) => boolean;
  readonly #markers: readonly string[];

  constructor(
    private readonly session: WriteSession,
    private readonly request: Omit<WriteRequest, 'incoming'>,
  ) {
    const { mode } = request;
    const isKeyed = mode.mode === 'merge' || mode.mode === 'scd2';
    this.#markers = isKeyed ? (mode.markers ?? []) : [];
    this.#deletes = isKeyed && mode.deleteWhen ? predicateOf(mode.deleteWhen) : () => false;
  }

  async begin(): Promise<void> {
    const { entity, options, mode } = this.request;
    const shape = await this.session.prepare(async (session) => {
      const found = await shapeOf(session, entity.id);
      if (found && !found.isDropped) return found;
      return options.ensure === true ? undefined : await existingShape(session, entity.id);
    });
    const isAnew = mode.mode === 'overwrite' && entity.schema === undefined;
    this.#columns = isAnew ? undefined : (shape?.columns ?? columnTypes(entity));
    if (this.#columns) this.#prepare(this.#columns);
    if (this.#columns && this.#markers.length === 0) await this.#stage(this.#columns);
  }

  paced(source: ObservableInput<readonly object[]>): ObservableInput<readonly object[]> {
    return source;
  }

  take(batch: readonly Row[]): ObservableInput<number> {
    const rows = this.#checked(batch);
    if (this.#stager) return [this.#put(this.#stager, rows)];
    return from(this.#first(rows));
  }

  async finish(): Promise<Incoming> {
    if (!this.#stager) await this.#stage(this.#columns ?? {});
    const stager = this.#stager as unknown as Stager;
    stager.finish();
    return { from: `temp.main.rekindle_staged`, parameters: [], columns: stager.columns, rows: this.#rows };
  }

  #prepare(columns: Columns): void {
    const { entity, mode } = this.request;
    this.#check = rowCheck(entity, columns);
    if ((mode.mode === 'merge' || mode.mode === 'scd2') && mode.deleteWhen)
      for (const column of columnsIn(mode.deleteWhen))
        if (!this.#markers.includes(column)) knownColumn(entity.id, column, columns);
  }

  async #first(rows: readonly Row[]): Promise<number> {
    const inferred = inferredTypes(rows);
    if (this.#columns === undefined) {
      this.#columns = Object.fromEntries(
        Object.entries(inferred).filter(([name]) => !this.#markers.includes(name)),
      );
      this.#prepare(this.#columns);
    }
    const marked = Object.fromEntries(this.#markers.map((name) => [name, inferred[name] ?? 'VARCHAR']));
    await this.#stage({ ...this.#columns, ...marked });
    return this.#put(this.#stager as unknown as Stager, rows);
  }

  #put(stager: Stager, rows: readonly Row[]): number {
    stager.take(rows);
    this.#rows += rows.length;
    return this.#rows;
  }

  async #stage(columns: Columns): Promise<void> {
    await this.session.prepare(async (session) => {
      this.#stager = new Stager(session, 'rekindle_staged', columns);
      await this.#stager.begin();
    });
  }

  #checked(batch: readonly Row[]): readonly Row[] {
    const { entity } = this.request;
    if (!Array.isArray(batch))
      throw new EngineError(
        'schema_mismatch',
        `${entity.id}: expected a batch, that is an array of rows, got ${typeof batch}`,
        {
          entityId: entity.id,
        },
      );
    return batch.map((value, i) => {
      const number = this.#rows + i + 1;
      const row = asRow(entity.id, value, number);
      if (this.#deletes(row)) return row;
      if (this.#markers.length === 0) this.#check(row, number);
      else
        this.#check(
          Object.fromEntries(Object.entries(row).filter(([name]) => !this.#markers.includes(name))),
          number,
        );
      return row;
    });
  }
}
