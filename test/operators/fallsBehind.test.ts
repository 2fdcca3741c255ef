import { describe, expect, it } from '@jest/globals';
import { fallsBehind } from '../../operators/fallsBehind.ts';

const pace = (numInputRows: number, input?: number, processed?: number) => ({
  numInputRows,
  ...(input === undefined ? {} : { inputRowsPerSecond: input }),
  ...(processed === undefined ? {} : { processedRowsPerSecond: processed }),
});

describe('fallsBehind', () => {
  it.each([
    ['half of it', pace(1, 100, 50), false],
    ['less than half of it', pace(1, 100, 49), true],
    ['nothing of it', pace(1, 100, 0), true],
    ['slowly, of nothing', pace(0, 100, 0), false],
    ['something at no known rate', pace(1), undefined],
    ['something without a rate of input', pace(1, undefined, 5), undefined],
    ['something at half a rate', pace(1, 100), undefined],
    ['something at no number', pace(1, Number.NaN, 5), undefined],
    ['something in no time', pace(1, 100, Number.POSITIVE_INFINITY), undefined],
    ['something at less than nothing', pace(1, 100, -1), undefined],
    ['no number of rows', pace(Number.NaN, 100, 0), false],
  ])('judges one that processes %s', (_, progress, expected) => {
    expect(fallsBehind(progress)).toBe(expected);
  });
});
