import { concatMap, defer, filter, map, type Observable, of, range, takeWhile } from 'rxjs';
import { type ColumnBatch, columnBatch } from '../../definitions/columnBatch.ts';
import type { Entity } from '../../definitions/entity.ts';
import { type Frame, frameBrand, type Row, type RowsOptions } from '../../definitions/frame.ts';
import { EngineError } from '../engineError.ts';
import type { Slice } from '../slice.ts';
import { copyRow, copyValue } from './copyRow.ts';
import { memoryColumns } from './memoryColumns.ts';
import type { MemoryHost } from './memoryHost.ts';
import { type Selected, selectRows } from './selectRows.ts';
import type { Table } from './table.ts';

/** A frame over a slice of a table in memory. */
export function memoryFrame(entity: Entity, slice: Slice, host: MemoryHost): Frame {
  const columns = (table: Table) => columnsOf(Object.keys(memoryColumns(table, slice)));
  return {
    [frameBrand]: true,
    entityId: entity.id,
    columns: () => host.answer(() => memoryColumns(host.store.table(entity.id), slice)),
    rows: handing(entity, slice, () => (rows) => rows.map(copyRow), host),
    batches: handing(entity, slice, columns, host),
  };
}

/** Makes of rows of a table what is given away. */
type Giving<B> = (table: Table) => (rows: readonly Row[]) => B;

/** Values are copied as rows are. */
const columnsOf =
  (names: readonly string[]) =>
  (rows: readonly Row[]): ColumnBatch => {
    const columns = names.map((name) => [name, rows.map((row) => copyValue(row[name] ?? null))] as const);
    return columnBatch(Object.fromEntries(columns), rows.length);
  };

function handing<B>({ id }: Entity, slice: Slice, giving: Giving<B>, host: MemoryHost) {
  return ({ batchSize = host.batchSize, demand }: RowsOptions = {}): Observable<B> =>
    defer(() => {
      const found = host.store.tables.get(id);
      let batches: Batches<B> | undefined;
      // The table is looked up now; what it holds is worked out when the first batch is due.
      const snapshot = () => {
        const table = found ?? host.store.refuse(id);
        batches ??= cut(selectRows(id, table, slice), batchSize, giving(table));
        return batches;
      };
      return demand ? asked(snapshot, demand, host) : unasked(snapshot, host);
    });
}

/** Batches by their place; cut and copied when taken. */
interface Batches<B> {
  readonly count: number;
  readonly at: (index: number) => B;
}

function cut<B>(
  { rows, length }: Selected,
  batchSize: number,
  give: (rows: readonly Row[]) => B,
): Batches<B> {
  if (!(batchSize >= 1))
    throw new EngineError('invalid', `expected a batchSize of at least 1, got ${batchSize}`);
  return {
    count: Math.ceil(length / batchSize),
    at: (index) => give(rows.slice(index * batchSize, Math.min(length, (index + 1) * batchSize))),
  };
}

function unasked<B>(batches: () => Batches<B>, { answer }: MemoryHost): Observable<B> {
  return answer(batches).pipe(
    concatMap(({ count, at }) =>
      range(0, count).pipe(concatMap((index) => (index === 0 ? of(at(0)) : answer(() => at(index))))),
    ),
  );
}

function asked<B>(
  batches: () => Batches<B>,
  demand: Observable<unknown>,
  { answer }: MemoryHost,
): Observable<B> {
  return demand.pipe(
    concatMap((_, index) => answer(() => ({ index, ...batches() }))),
    takeWhile(({ index, count }) => index < count - 1, true),
    filter(({ index, count }) => index < count),
    map(({ index, at }) => at(index)),
  );
}
