import { describe, expect, it, jest } from '@jest/globals';
import fc from 'fast-check';
import { shortestTrace } from '../../lib/testing/shortestTrace.ts';

const upTo = (count: number) => Array.from({ length: count }, (_, i) => i);

/** Fails when all of these events are there. */
const needs =
  (...causes: readonly number[]) =>
  (events: readonly number[]) =>
    causes.every((cause) => events.includes(cause));

/** The same yes or no for the same events, and no rule to it. */
const chance = (seed: number) => (events: readonly number[]) => {
  let hash = seed;
  for (const event of events) hash = Math.imul(hash ^ (event + 1), 0x01000193) >>> 0;
  return (hash ^ (hash >>> 15)) % 3 === 0;
};

describe('shortestTrace', () => {
  it('finds the causes among many events, in their order', () => {
    expect(shortestTrace(upTo(100), needs(97, 3, 40))).toEqual([3, 40, 97]);
  });

  it('finds exactly the causes, whatever they are', () => {
    const cases = fc
      .integer({ min: 0, max: 60 })
      .chain((count) => fc.tuple(fc.constant(upTo(count)), fc.subarray(upTo(count))));
    fc.assert(
      fc.property(cases, ([events, causes]) => {
        expect(shortestTrace(events, needs(...causes))).toEqual(causes);
      }),
    );
  });

  it('gives events of which none can be left out, also where fewer do not fail less', () => {
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 0, max: 40 }), (seed, count) => {
        const events = upTo(count);
        const fails = (some: readonly number[]) => some.length === count || chance(seed)(some);
        const shortest = shortestTrace(events, fails);

        expect(fails(shortest)).toBe(true);
        expect(shortest.filter((_, index) => fails(shortest.toSpliced(index, 1)))).toEqual([]);
        expect(shortest).toEqual([...new Set(shortest)].sort((a, b) => a - b));
      }),
    );
  });

  it('needs few runs where there are few causes', () => {
    const fails = jest.fn(needs(700, 701));

    expect(shortestTrace(upTo(1_024), fails)).toEqual([700, 701]);
    expect(fails.mock.calls.length).toBeLessThan(60);
  });

  it('gives nothing where nothing is needed', () => {
    expect(shortestTrace(upTo(10), () => true)).toEqual([]);
    expect(shortestTrace([], () => true)).toEqual([]);
  });

  it('tells events apart by their place', () => {
    const twice = (events: readonly string[]) => events.filter((event) => event === 'a').length >= 2;

    expect(shortestTrace(['a', 'b', 'a', 'a'], twice)).toEqual(['a', 'a']);
  });

  it('takes runs that take a while', async () => {
    const fails = jest.fn(async (events: readonly number[]) => {
      await undefined;
      return needs(3, 40)(events);
    });

    await expect(shortestTrace(upTo(100), fails)).resolves.toEqual([3, 40]);
    await expect(shortestTrace(upTo(3), fails)).rejects.toThrow('expected the 3 events to fail');
    await expect(shortestTrace(upTo(3), () => Promise.reject(new Error('its own')))).rejects.toThrow(
      'its own',
    );
  });

  it('gives the shortest so far when it has run often enough', () => {
    const fails = jest.fn(needs(0));

    expect(shortestTrace(upTo(100), fails, { maxRuns: 4 })).toEqual(upTo(50));
    expect(fails).toHaveBeenCalledTimes(4);
    expect(shortestTrace(upTo(100), fails, { maxRuns: 1 })).toEqual(upTo(100));
  });

  it('refuses events that do not fail, and what is no number of runs', () => {
    expect(() => shortestTrace(upTo(3), () => false)).toThrow(
      'expected the 3 events to fail, got a run that does not',
    );
    expect(() => shortestTrace([], () => true, { maxRuns: 0 })).toThrow(
      new RangeError('expected maxRuns to be a positive number, got 0'),
    );
  });

  it('throws what a run throws', () => {
    const fail = () => {
      throw new Error('its own');
    };

    expect(() => shortestTrace(upTo(3), fail)).toThrow('its own');
  });
});
