import { of } from 'rxjs';
import type { WriteSource } from '../data/write.ts';
import { type ColumnBatch, columnBatch, isColumnBatch } from '../definitions/columnBatch.ts';
import { columnsToRows } from '../definitions/columnsToRows.ts';
import { rowsToColumns } from '../definitions/rowsToColumns.ts';
import type { CaseBody } from './engineCase.ts';
import { allOf, byId, holds, order, refused, rowsOf, same, someOrders, write } from './engineChecks.ts';

const names = ['id', 'name', 'amount'];
const rowsIn = (batches: readonly ColumnBatch[]) => byId(batches.flatMap(columnsToRows));
const one = { id: 'o1', name: 'one', amount: 1.5 };
const columns = columnBatch({ id: ['a', 'b'], name: [null, 'x'], amount: new Float64Array([1.5, -2]) });
const columnRows = [
  { id: 'a', name: null, amount: 1.5 },
  { id: 'b', name: 'x', amount: -2 },
];

/** How an engine hands over rows as columns, and takes them. */
export const engineColumnCases: readonly CaseBody[] = [
  {
    name: 'columns: are read as the rows are, all columns in each batch, no larger than asked for',
    body: async ({ engine, orders }) => {
      const rows = someOrders(3_000).map((row, i) => (i % 7 === 0 ? { ...row, amount: null } : row));
      await write(engine, orders, [rows]);
      const batches = await allOf(engine.read(orders).batches({ batchSize: 999 }));
      holds('batches of columns', batches.every(isColumnBatch));
      for (const { rowCount, columns } of batches) {
        holds(`1 to 999 rows, as of ${rowCount}`, rowCount >= 1 && rowCount <= 999);
        same('columns', Object.keys(columns), names);
        const lengths = Object.values(columns).map(({ length }) => length);
        same('lengths of the columns', lengths, [rowCount, rowCount, rowCount]);
      }
      same('rows', rowsIn(batches), rows);
    },
  },
  {
    name: 'columns: are read of a slice, on demand, and not of an empty or absent table',
    body: async ({ engine, orders, absent }) => {
      same('batches of an empty table', await allOf(engine.read(orders).batches()), []);
      await refused('batches of an absent table', engine.read(absent).batches(), 'not_found');
      const batches$ = engine.read(orders).batches({ batchSize: 10, demand: of(1) });
      await write(engine, orders, [someOrders(30)]);
      same('number of batches for one demand', (await allOf(batches$)).length, 1);
      const where = { op: '<', column: 'amount', value: 2 } as const;
      const slice = engine.read(orders, { kind: 'rows', where });
      same('rows of a slice', rowsIn(await allOf(slice.batches())), someOrders(2));
    },
  },
  {
    name: 'columns: belong to who receives them',
    body: async ({ engine, orders }) => {
      await write(engine, orders, [[order(1)]]);
      for (const { columns } of await allOf(engine.read(orders).batches()))
        for (const values of Object.values(columns)) (values as unknown[])[0] = null;
      same('rows after a reader changed what it was given', await rowsOf(engine, orders), [order(1)]);
    },
  },
  {
    name: 'columns: are written as rows are, also typed ones, and both from one source',
    body: async ({ engine, orders }) => {
      const source: WriteSource = [columns, [one], rowsToColumns([order(1)])];
      const written = await write(engine, orders, source);
      same('rowsWritten and inserted', [written.rowsWritten, written.inserted], [4, 4]);
      same('rows', await rowsOf(engine, orders), byId([...columnRows, order(1), one]));
      await write(engine, orders, [columnBatch({ id: ['a'], name: ['y'], amount: [null] })], {
        mode: 'merge',
      });
      const merged = [{ id: 'a', name: 'y', amount: null }, columnRows[1] ?? {}, order(1), one];
      same('rows after a merge', await rowsOf(engine, orders), byId(merged));
    },
  },
  {
    name: 'columns: that were read can be written',
    body: async ({ engine, orders, parts }) => {
      await write(engine, orders, [[...columnRows, order(1)]]);
      await write(engine, parts, engine.read(orders).batches({ batchSize: 2 }));
      same('rows', await rowsOf(engine, parts), byId([...columnRows, order(1)]));
    },
  },
  {
    name: 'columns: are refused where they do not fit',
    body: async ({ engine, orders }) => {
      const append = (batch: ColumnBatch) => engine.write(orders, [[order(1)], batch], { mode: 'append' });
      const missing = columnBatch({ id: ['x'], name: ['x'] });
      await refused('a missing column', append(missing), 'schema_mismatch');
      const stranger = columnBatch({ ...columns.columns, ammount: [1, 2] });
      const error = await refused('an unknown column', append(stranger), 'schema_mismatch');
      holds(`a message with ammount: ${error.message}`, error.message.includes('ammount'));
      const merging = engine.write(orders, [[order(1)], rowsToColumns([order(2), order(1)])], {
        mode: 'merge',
      });
      await refused('a key twice', merging, 'duplicate_key');
      same('rows', await rowsOf(engine, orders), []);
    },
  },
];
