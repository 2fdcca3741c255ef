import { describe, expect, it } from '@jest/globals';
import { cellText } from '../../lib/shell/cellText.ts';

describe('cellText', () => {
  it.each([
    [null, '∅'],
    [undefined, '∅'],
    ['', ''],
    ['two\nlines\tand more', 'two lines and more'],
    ['\u001b[31mred', '\\u001b[31mred'],
    [-1.5, '-1.5'],
    [12345678901234567890n, '12345678901234567890'],
    [false, 'false'],
    [new Date('2026-01-02T00:00:00Z'), '2026-01-02'],
    [new Date('2026-01-02T03:04:00Z'), '2026-01-02 03:04Z'],
    [new Date('2026-01-02T03:04:05.678Z'), '2026-01-02 03:04:05.678Z'],
    [new Date(Number.NaN), 'no date'],
    [{ a: [1, 2n, { b: null }] }, '{"a":[1,2,{"b":null}]}'],
    [new Map([['a', 1]]), '{"a":1}'],
  ])('shows %p as %p', (value, text) => {
    expect(cellText(value)).toBe(text);
  });
});
