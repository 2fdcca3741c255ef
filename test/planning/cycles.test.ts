import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { cycles } from '../../lib/planning/cycles.ts';
import { PipeCycleError } from '../../lib/planning/pipeCycleError.ts';
import { pipeGraph } from '../../lib/planning/pipeGraph.ts';
import { topology } from '../../lib/planning/topology.ts';
import { failureOf } from '../support/failureOf.ts';
import { anyWiring, pairsIn } from './support/graphs.ts';
import { wired, wiringOf } from './support/wired.ts';

const listed = (...lines: readonly string[]) => cycles(pipeGraph(wired(...lines)));

describe('cycles', () => {
  it('finds none where there are none', () => {
    //  a ──> b ──> c
    //  └───────────^
    expect(listed('a', 'b: a', 'c: a b')).toEqual({ cycles: [], more: 0 });
  });

  it('begins each with its smallest id, however the pipes were registered', () => {
    //  b ──> c ──> a ──> b
    expect(listed('c: b', 'b: a', 'a: c').cycles).toEqual([['a', 'b', 'c']]);
  });

  it('lists every elementary one of pipes that are tangled', () => {
    //  a <──> b <──> c,  a ──> c
    expect(listed('c: a b', 'b: a c', 'a: b').cycles).toEqual([
      ['a', 'b'],
      ['a', 'c', 'b'],
      ['b', 'c'],
    ]);
  });

  it('lists one of each group even beyond the bound, and says how many more there are at least', () => {
    //  a <──> b <──> c,  x <──> y
    const graph = pipeGraph(wired('c: a b', 'b: a c', 'a: b', 'x: y', 'y: x'));

    expect(cycles(graph, { max: 1 })).toEqual({
      cycles: [
        ['a', 'b'],
        ['x', 'y'],
      ],
      more: 2,
    });
  });

  it('stops in time where there are more than anybody can list', () => {
    const ids = Array.from({ length: 40 }, (_, i) => `p${i}`);
    const graph = pipeGraph(wiringOf(ids.map((id) => ({ id, inputs: ids, output: id }))));

    const found = cycles(graph);

    expect(found.cycles).toHaveLength(100);
    expect(found.more).toBe(40 * 39 - 40 + 1 - 100);
  });

  it('lists what naive enumeration finds', () => {
    fc.assert(
      fc.property(anyWiring(6), (wiring) => {
        expect(cycles(pipeGraph(wiring), { max: 10_000 })).toEqual({
          cycles: naiveCircles(pairsIn(wiring)),
          more: 0,
        });
      }),
      { numRuns: 300 },
    );
  });

  it('never promises more than there are', () => {
    fc.assert(
      fc.property(anyWiring(6), fc.integer({ min: 0, max: 8 }), (wiring, max) => {
        const all = naiveCircles(pairsIn(wiring)).length;
        const found = cycles(pipeGraph(wiring), { max });
        expect(found.cycles.length + found.more).toBeLessThanOrEqual(all);
        expect(found.more > 0).toBe(found.cycles.length < all);
      }),
    );
  });

  it('goes round a circle of 100,000 pipes without recursion', () => {
    const size = 100_000;
    const pipes = Array.from({ length: size }, (_, i) => ({
      id: `p${i}`,
      inputs: [`p${(i + size - 1) % size}`],
      output: `p${i}`,
    }));

    expect(cycles(pipeGraph(wiringOf(pipes))).cycles.map((circle) => circle.length)).toEqual([size]);
  });

  it('goes through 100,000 pipes of which each depends on the next one, too', () => {
    const pipes = Array.from({ length: 100_000 }, (_, i) => ({
      id: `p${i}`,
      inputs: [`p${i - 1}`, `p${i + 1}`],
      output: `p${i}`,
    }));

    const found = cycles(pipeGraph(wiringOf(pipes)), { max: 3 });

    expect(found.cycles.map((circle) => circle.length)).toEqual([2, 2, 2]);
    expect(found.more).toBe(99_999 - 3);
  });
});

describe('PipeCycleError', () => {
  it('shows each circle as a closed path', () => {
    //  silver.a <──> silver.b,  x <──> y
    const graph = pipeGraph(wired('silver.b: silver.a', 'silver.a: silver.b', 'x: y', 'y: x', 'z: y'));

    const error = failureOf(() => topology(graph));

    expect(error).toBeInstanceOf(PipeCycleError);
    expect(error.message).toBe(
      'expected pipes that do not depend on each other in a circle, ' +
        'got silver.a -> silver.b -> silver.a; x -> y -> x',
    );
    expect(error).toMatchObject({
      cycles: [
        ['silver.a', 'silver.b'],
        ['x', 'y'],
      ],
      more: 0,
    });
  });

  it('shows the beginning of a long one', () => {
    const circle = Array.from({ length: 60 }, (_, i) => `p${i}`);
    expect(new PipeCycleError([circle]).message).toMatch(/ -> p49 -> \(10 more\) -> p0$/);
  });

  it('says how many it does not show', () => {
    const circles = Array.from({ length: 12 }, (_, i) => [`a${i}`, `b${i}`]);
    expect(new PipeCycleError(circles).message).toMatch(/a9 -> b9 -> a9; and 2 more$/);
    expect(new PipeCycleError(circles, 5).message).toMatch(/a9 -> b9 -> a9; and at least 7 more$/);
  });
});

/** Walks every path from every node through greater ones, in order of the ids. */
function naiveCircles(pairs: readonly [string, string][]): string[][] {
  const found: string[][] = [];
  const walk = (path: readonly string[]) => {
    for (const next of [
      ...new Set(pairs.filter(([from]) => from === path.at(-1)).map(([, to]) => to)),
    ].sort()) {
      if (next === path[0]) found.push([...path]);
      else if (next > (path[0] ?? '') && !path.includes(next)) walk([...path, next]);
    }
  };
  for (const id of [...new Set(pairs.map(([from]) => from))].sort()) walk([id]);
  return found;
}
