import { describe, expect, it } from '@jest/globals';
import { rowBuilder } from '../../../../lib/data/duckdb/values/rowBuilder.ts';

describe('rowBuilder', () => {
  const columns = [['x', 'y'], Float64Array.of(1, 2), [null, true]];
  const names = ['a', '__proto__', 'b c'];

  it.each([true, false])('puts columns together into rows (as code: %s)', (codeGeneration) => {
    const rows = rowBuilder(names, { codeGeneration })(columns, 2);

    expect(rows.map(Object.entries)).toEqual([
      [
        ['a', 'x'],
        ['__proto__', 1],
        ['b c', null],
      ],
      [
        ['a', 'y'],
        ['__proto__', 2],
        ['b c', true],
      ],
    ]);
    expect(rows.map(Object.getPrototypeOf)).toEqual([Object.prototype, Object.prototype]);
  });

  it('makes as many rows as there are, also of no columns', () => {
    expect(rowBuilder([])([], 2)).toEqual([{}, {}]);
    expect(rowBuilder(['a'])([[]], 0)).toEqual([]);
  });
});
