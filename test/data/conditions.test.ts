import { describe, expect, it } from '@jest/globals';
import { columnsIn, predicateOf } from '../../lib/data/conditions.ts';
import type { Condition } from '../../lib/data/slice.ts';

const row = { n: 2, big: 10n, text: 'b', flag: true, day: new Date(1_000), none: null };

describe('predicateOf', () => {
  it.each<[Condition, boolean]>([
    [{ op: '=', column: 'n', value: 2 }, true],
    [{ op: '=', column: 'n', value: 2n }, true],
    [{ op: '=', column: 'n', value: '2' }, false],
    [{ op: '!=', column: 'n', value: '2' }, false],
    [{ op: '<', column: 'n', value: 2 }, false],
    [{ op: '<=', column: 'big', value: 10 }, true],
    [{ op: '>', column: 'text', value: 'a' }, true],
    [{ op: '>=', column: 'day', value: new Date(1_000) }, true],
    [{ op: '=', column: 'day', value: new Date(1_001) }, false],
    [{ op: '=', column: 'flag', value: true }, true],
    [{ op: '!=', column: 'none', value: 1 }, false],
    [{ op: '=', column: 'missing', value: 0 }, false],
    [{ op: '=', column: 'n', value: Number.NaN }, false],
    [{ op: '!=', column: 'n', value: Number.NaN }, false],
    [{ op: 'in', column: 'text', values: ['a', 'b'] }, true],
    [{ op: 'in', column: 'none', values: ['a'] }, false],
    [{ op: 'isNull', column: 'none' }, true],
    [{ op: 'isNull', column: 'missing' }, true],
    [{ op: 'isNotNull', column: 'none' }, false],
    [{ op: 'all', of: [] }, true],
    [{ op: 'any', of: [] }, false],
    [
      {
        op: 'any',
        of: [
          { op: 'isNull', column: 'n' },
          { op: '=', column: 'n', value: 2 },
        ],
      },
      true,
    ],
    [
      {
        op: 'all',
        of: [
          { op: 'isNull', column: 'n' },
          { op: '=', column: 'n', value: 2 },
        ],
      },
      false,
    ],
  ])('decides %o', (condition, expected) => {
    expect(predicateOf(condition)(row)).toBe(expected);
  });
});

describe('columnsIn', () => {
  it('names the columns that a condition looks at', () => {
    const condition: Condition = {
      op: 'all',
      of: [
        { op: 'isNull', column: 'a' },
        { op: 'any', of: [{ op: '=', column: 'b', value: 1 }] },
      ],
    };

    expect(columnsIn(condition)).toEqual(['a', 'b']);
  });
});
