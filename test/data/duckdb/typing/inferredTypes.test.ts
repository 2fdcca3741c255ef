import { describe, expect, it } from '@jest/globals';
import { inferredTypes } from '../../../../lib/data/duckdb/typing/inferredTypes.ts';

const ofValues = (...values: unknown[]) => inferredTypes(values.map((a) => ({ a })))['a'];

describe('inferredTypes', () => {
  it.each([
    ['VARCHAR', ['x']],
    ['DOUBLE', [1, 2]],
    ['DOUBLE', [1, 2.5, Number.NaN]],
    ['BIGINT', [1n]],
    ['HUGEINT', [1n, 2n ** 63n]],
    ['BOOLEAN', [true, null]],
    ['TIMESTAMP', [new Date(0)]],
    ['BLOB', [new Uint8Array(1)]],
    ['VARCHAR[]', [['x'], []]],
    ['VARCHAR[]', [[]]],
    ['DOUBLE[][]', [[[1], null]]],
    [
      'STRUCT("x" DOUBLE, "y z" VARCHAR)',
      [
        { x: 1, 'y z': 'a' },
        { x: null, 'y z': 'b' },
      ],
    ],
    ['JSON', [{ x: 1 }, { x: 1, y: 2 }]],
    ['JSON', [{}]],
    ['JSON', ['x', 1]],
    ['JSON', [1, [1]]],
    ['VARCHAR', [null, null]],
  ])('gives %s', (type, values) => {
    expect(ofValues(...values)).toBe(type);
  });

  it('takes the columns in the order in which they are first seen', () => {
    const rows = [
      { b: 1, a: undefined },
      { c: 'x', a: true },
    ];

    expect(Object.entries(inferredTypes(rows))).toEqual([
      ['b', 'DOUBLE'],
      ['c', 'VARCHAR'],
      ['a', 'BOOLEAN'],
    ]);
  });
});
