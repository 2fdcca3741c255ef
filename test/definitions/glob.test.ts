import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { glob } from '../../lib/definitions/glob.ts';

/** The same by a regular expression, whose time has no bound. */
const slow = (pattern: string) =>
  new RegExp(
    `^${pattern.replace(/\*+|[^*]/gu, (token) =>
      token === '*'
        ? '[^.]*'
        : token === '?'
          ? '[^.]'
          : token.startsWith('*')
            ? '.*'
            : token === '.'
              ? '\\.'
              : token,
    )}$`,
    'su',
  );

describe('glob', () => {
  it('agrees with a regular expression', () => {
    fc.assert(
      fc.property(
        fc.stringMatching(/^[ab.*?]{0,8}$/),
        fc.stringMatching(/^[ab.😀]{0,10}$/u),
        (pattern, text) => {
          expect(glob(pattern)(text)).toBe(slow(pattern).test(text));
        },
      ),
      { numRuns: 5_000 },
    );
  });

  it('takes a character of two units for one', () => {
    expect(glob('a?')('a😀')).toBe(true);
  });

  it('comes to an end with any number of wildcards', () => {
    // One that went back over all of them would not, before the test is given up.
    expect(glob(`${'*a'.repeat(40)}**b*c`)('a'.repeat(2_000))).toBe(false);
  });
});
