import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { nearest } from '../../lib/codec/nearest.ts';

describe('nearest', () => {
  it.each([
    ['datapipes.befor_run', ['datapipes.after_run', 'datapipes.before_run'], 'datapipes.before_run'],
    ['silver.ordres', ['silver.orders', 'bronze.orders'], 'silver.orders'],
    ['Pipe-Id', ['pipeId', 'pipeName'], 'pipeId'],
    ['gold', ['bronze', 'silver'], undefined],
    ['x', [], undefined],
  ])('finds what %s was meant to be', (word, candidates, expected) => {
    expect(nearest(word, candidates)).toBe(expected);
  });

  it('finds a word itself before any other', () => {
    fc.assert(
      fc.property(
        fc.stringMatching(/^[a-z]{1,12}$/),
        fc.array(fc.stringMatching(/^[a-z]{1,12}$/)),
        (word, others) => {
          expect(nearest(word, [...others, word])).toBe(word);
        },
      ),
    );
  });
});
