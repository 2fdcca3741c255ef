import { describe, expect, it } from '@jest/globals';
import { BoundedSample } from '../../operators/boundedSample.ts';

function sampled(limit: number, numbers: Iterable<number>): number[] {
  const sample = new BoundedSample(limit);
  for (const number of numbers) sample.add(number);
  return [...sample.sorted()];
}

describe('BoundedSample', () => {
  it('gives everything in numeric order up to its limit', () => {
    expect(sampled(4, [10, 9, -1, 2])).toEqual([-1, 2, 9, 10]);
  });

  it.each([
    [5, [0, 2, 4]],
    [8, [0, 2, 4, 6]],
    [9, [0, 4, 8]],
    [16, [0, 4, 8, 12]],
    [17, [0, 8, 16]],
  ])('keeps an evenly spaced part of %p numbers', (count, expected) => {
    expect(sampled(4, Array(count).keys())).toEqual(expected);
  });

  it('holds between half its limit and its limit, however many come', () => {
    const sample = new BoundedSample(64);
    for (let count = 1; count <= 100_000; count++) {
      sample.add(count);
      if (count % 997 !== 0) continue;
      expect(sample.sorted().length).toBeGreaterThan(32);
      expect(sample.sorted().length).toBeLessThanOrEqual(64);
    }
  });
});
