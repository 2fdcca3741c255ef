import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { compareSpecificity, pattern } from '../../lib/definitions/pattern.ts';

const read = (text: string) => {
  const found = pattern(text);
  if (!found) throw new Error(`malformed: ${text}`);
  return found;
};
const compared = (one: string, other: string) =>
  compareSpecificity(read(one).specificity, read(other).specificity);

describe('pattern', () => {
  it.each([
    ['gold.revenue', ['gold.revenue'], ['gold.revenues', 'goldXrevenue']],
    ['gold.*', ['gold.revenue', 'gold.a-b'], ['gold', 'gold.a.b', 'silver.gold']],
    ['gold.r*e', ['gold.revenue', 'gold.re'], ['gold.rev', 'gold.r.e']],
    ['order?', ['orders'], ['order', 'orderss', 'order.']],
    ['gold.**', ['gold.a', 'gold.a.b'], ['gold', 'silver.a']],
    ['**.orders', ['bronze.orders', 'a.b.orders'], ['orders', 'a.borders']],
    ['**', ['a', 'a.b.c'], []],
    ['*', ['a'], ['a.b']],
  ])('%s matches what it should', (text, matching, others) => {
    const { matches } = read(text);
    expect(matching.filter(matches)).toEqual(matching);
    expect(others.filter(matches)).toEqual([]);
  });

  it.each(['', 'a b', 'a..b', '.a', 'a.', 'a/*', '[ab]'])('refuses %p', (text) => {
    expect(pattern(text)).toBeUndefined();
  });
});

describe('compareSpecificity', () => {
  it('orders the patterns of an id from those that say least to those that say most', () => {
    const sorted = ['**', '*.*', '?.?', '**.b', '*.b', '?.b', 'a.b'];
    expect([...sorted].reverse().sort(compared)).toEqual(sorted);
    expect(compared('a.*', '*.b')).toBe(0);
  });

  it('finds a pattern more specific when a wildcard of it becomes narrower', () => {
    const narrower: Record<string, string[]> = {
      '**': ['*', '?', 'x', '*.*', '?*', 'x**', ''],
      '*': ['?', 'x', 'x*', '?*', ''],
      '?': ['x', '_'],
    };
    const token = fc.constantFrom('**', '*', '?', 'a', '.b', '-');
    // Wildcards side by side would run together into others.
    const apart = fc
      .array(token, { minLength: 1, maxLength: 6 })
      .map((tokens) => ['c', ...tokens.flatMap((one) => [one, 'c'])]);
    fc.assert(
      fc.property(apart, fc.nat(), fc.nat(), (tokens, at, which) => {
        const wild = tokens.flatMap((one, i) => (narrower[one] ? [i] : []));
        const i = wild[at % (wild.length || 1)];
        if (i === undefined) return;
        const choices = narrower[tokens[i] ?? ''] ?? [];
        const changed = tokens.with(i, choices[which % choices.length] ?? '');
        expect(compared(changed.join(''), tokens.join(''))).toBeGreaterThan(0);
      }),
    );
  });

  it('finds an id more specific than any pattern that matches it', () => {
    const ids = ['a', 'a.b', 'a.bc', '_a.b-c.d'];
    const text = fc.stringMatching(/^[a-d*?._-]{1,8}$/).filter((one) => pattern(one) !== undefined);
    fc.assert(
      fc.property(fc.constantFrom(...ids), text, (id, one) => {
        if (one !== id && read(one).matches(id)) expect(compared(one, id)).toBeLessThan(0);
      }),
    );
  });
});
