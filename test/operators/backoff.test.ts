import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type Backoff, constant, exponential, jittered, spread } from '../../operators/backoff.ts';

const delays = (backoff: Backoff, count: number) =>
  Array.from({ length: count }, (_, index) => backoff(index + 1));

describe('exponential', () => {
  it('doubles one second up to five minutes unless told otherwise', () => {
    expect(delays(exponential(), 10)).toEqual([
      1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 64_000, 128_000, 256_000, 300_000,
    ]);
  });

  it('grows by factor from initial to max', () => {
    expect(delays(exponential({ initial: 10, factor: 3, max: 200 }), 5)).toEqual([10, 30, 90, 200, 200]);
    expect(delays(exponential({ initial: 10, factor: 1 }), 3)).toEqual([10, 10, 10]);
  });

  it.each([0, 5])('stays a number however many attempts there were, from %p', (initial) => {
    expect(exponential({ initial })(1_000_000)).toBe(initial === 0 ? 0 : 300_000);
  });

  it.each([
    [{ initial: -1 }, 'expected initial to be a number of ms that a timer can wait, got -1'],
    [{ initial: Number.NaN }, 'expected initial to be a number of ms that a timer can wait, got NaN'],
    [{ max: 2 ** 31 }, 'expected max to be a number of ms that a timer can wait, got 2147483648'],
    [{ factor: 0.5 }, 'expected factor to be a number from 1 on, got 0.5'],
  ])('refuses %p', (options, message) => {
    expect(() => exponential(options)).toThrow(new RangeError(message));
  });
});

describe('constant', () => {
  it('gives the same delay for each attempt', () => {
    expect(delays(constant(7), 3)).toEqual([7, 7, 7]);
  });

  it.each([-1, Number.NaN, Number.POSITIVE_INFINITY])('refuses %p', (ms) => {
    expect(() => constant(ms)).toThrow(
      new RangeError(`expected ms to be a number of ms that a timer can wait, got ${ms}`),
    );
  });
});

describe('jittered', () => {
  it.each([
    ['half of each delay unless told otherwise', {}, [100, 75]],
    ['all of it when ratio is 1', { ratio: 1 }, [100, 50]],
    ['nothing when ratio is 0', { ratio: 0 }, [100, 100]],
  ])('leaves to chance %s', (_, options, [most, middle]) => {
    expect(jittered(constant(100), { ...options, random: () => 0 })(1)).toBe(most);
    expect(jittered(constant(100), { ...options, random: () => 0.5 })(1)).toBe(middle);
  });

  it('asks the backoff for the same attempt', () => {
    expect(delays(jittered(exponential({ initial: 10 }), { random: () => 0.5 }), 3)).toEqual([7.5, 15, 30]);
  });

  it('draws anew for each delay, by itself', () => {
    expect(new Set(delays(jittered(constant(1_000)), 50)).size).toBeGreaterThan(1);
  });

  it('stays between what ratio leaves and the delay', () => {
    const unit = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
    fc.assert(
      fc.property(fc.nat(300_000), unit, unit, (ms, ratio, drawn) => {
        const delay = jittered(constant(ms), { ratio, random: () => drawn })(1);
        expect(delay).toBeLessThanOrEqual(ms);
        expect(delay).toBeGreaterThanOrEqual(ms * (1 - ratio));
      }),
    );
  });

  it.each([-0.1, 1.1, Number.NaN])('refuses a ratio of %p', (ratio) => {
    expect(() => jittered(constant(1), { ratio })).toThrow(
      new RangeError(`expected ratio to be a number from 0 to 1, got ${ratio}`),
    );
  });
});

describe('spread', () => {
  it.each([
    ['a tenth of each delay unless told otherwise', {}, [90, 100, 105]],
    ['all of it when ratio is 1', { ratio: 1 }, [0, 100, 150]],
    ['nothing when ratio is 0', { ratio: 0 }, [100, 100, 100]],
  ])('lengthens or shortens by %s', (_, options, expected) => {
    const draws = [0, 0.5, 0.75];
    const backoff = spread(constant(100), { ...options, random: () => draws.shift() ?? 0.5 });

    expect(delays(backoff, 3)).toEqual(expected);
  });

  it('asks the backoff for the same attempt', () => {
    expect(delays(spread(exponential({ initial: 10 }), { random: () => 0.5 }), 3)).toEqual([10, 20, 40]);
  });

  it('draws anew for each delay, by itself', () => {
    expect(new Set(delays(spread(constant(1_000)), 50)).size).toBeGreaterThan(1);
  });

  it.each([-0.1, 1.1, Number.NaN])('refuses a ratio of %p', (ratio) => {
    expect(() => spread(constant(1), { ratio })).toThrow(
      new RangeError(`expected ratio to be a number from 0 to 1, got ${ratio}`),
    );
  });
});
