import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type ColumnValues, columnBatch, isColumnBatch } from '../../lib/definitions/columnBatch.ts';
import { columnsToRows } from '../../lib/definitions/columnsToRows.ts';
import { rowsToColumns } from '../../lib/definitions/rowsToColumns.ts';

describe('columnBatch', () => {
  it('takes columns of one length as they are', () => {
    const columns = { id: ['a', 'b'], amount: new Float64Array([1, 2]), n: new BigInt64Array(2) };
    const batch = columnBatch(columns);

    expect(batch.rowCount).toBe(2);
    expect(batch.columns).toBe(columns);
  });

  it('needs to be told how many rows there are only where there are no columns', () => {
    expect(
      [columnBatch({}), columnBatch({}, 3), columnBatch({ a: [] })].map(({ rowCount }) => rowCount),
    ).toEqual([0, 3, 0]);
  });

  it.each<[string, Record<string, unknown>, number | undefined, string]>([
    [
      'unequal lengths',
      { a: [1, 2], b: [1] },
      undefined,
      'expected 2 values in the column b, as in a, got 1',
    ],
    [
      'another number of rows',
      { a: [1, 2] },
      3,
      'expected 3 values in the column a, as there are rows, got 2',
    ],
    [
      'a text',
      { a: 'xy' },
      undefined,
      'expected an array or a typed array of values in the column a, got "xy"',
    ],
    [
      'bytes without a type',
      { a: new DataView(new ArrayBuffer(8)) },
      undefined,
      'expected an array or a typed array of values in the column a, got an object',
    ],
  ])('refuses %s', (_, columns, rows, message) => {
    expect(() => columnBatch(columns as Record<string, ColumnValues>, rows)).toThrow(message);
    expect(() => columnBatch(columns as Record<string, ColumnValues>, rows)).toThrow(
      expect.objectContaining({ name: 'ColumnBatchError', column: Object.keys(columns).at(-1) }),
    );
  });

  it('can be told from rows and from what looks like it', () => {
    const batch = columnBatch({ a: [1] });
    const others = [
      [{ a: 1 }],
      { rowCount: 1, columns: { a: [1] } },
      JSON.parse(JSON.stringify(batch)),
      null,
      undefined,
      'a',
    ];

    expect(isColumnBatch(batch)).toBe(true);
    expect(others.filter(isColumnBatch)).toEqual([]);
  });
});

describe('columnsToRows', () => {
  it('makes a row of what stands at one place, empty where nothing does', () => {
    const batch = columnBatch({
      id: ['a', 'b'],
      amount: new Float64Array([1.5, 2]),
      note: [undefined, null],
    });

    expect(columnsToRows(batch)).toEqual([
      { id: 'a', amount: 1.5, note: null },
      { id: 'b', amount: 2, note: null },
    ]);
    expect(columnsToRows(columnBatch({}, 2))).toEqual([{}, {}]);
  });
});

describe('rowsToColumns', () => {
  it('makes a column of each name that any row has, or of those that are asked for', () => {
    const rows = [{ a: 1 }, { b: 'x', a: undefined }, {}];

    expect(rowsToColumns(rows)).toEqual(columnBatch({ a: [1, null, null], b: [null, 'x', null] }));
    expect(rowsToColumns(rows, ['b', 'c'])).toEqual(
      columnBatch({ b: [null, 'x', null], c: [null, null, null] }),
    );
    expect(rowsToColumns([{}, {}]).rowCount).toBe(2);
  });

  it('is taken back by columnsToRows', () => {
    const row = fc.record({ a: fc.oneof(fc.integer(), fc.constant(null)), b: fc.string() });

    fc.assert(
      fc.property(fc.array(row), (rows) => {
        expect(columnsToRows(rowsToColumns(rows))).toEqual(rows);
      }),
    );
  });
});
