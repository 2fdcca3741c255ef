import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { batch } from '../../lib/planning/batch.ts';
import { estimate } from '../../lib/planning/estimate.ts';
import { hybrid } from '../../lib/planning/hybrid.ts';
import { plan } from '../../lib/planning/makePlan.ts';
import { NodeHeap } from '../../lib/planning/nodeHeap.ts';
import { pipeGraph } from '../../lib/planning/pipeGraph.ts';
import { priorities } from '../../lib/planning/priorities.ts';
import { renderEstimate } from '../../lib/planning/renderEstimate.ts';
import { streaming } from '../../lib/planning/streaming.ts';
import { acyclicWiring } from './support/graphs.ts';
import { wired } from './support/wired.ts';

//  a ──> b ──> d
//  c
const wiring = wired('a', 'b: a', 'c', 'd: b');

describe('priorities', () => {
  it('counts the pipes of the longest chain', () => {
    expect([...priorities(pipeGraph(wiring))]).toEqual([3, 2, 1, 1]);
  });

  it('adds up what they last, with the median for the ones unknown', () => {
    const known = new Map([
      ['a', 10],
      ['c', 40],
      ['d', 20],
    ]);
    expect([...priorities(pipeGraph(wiring), known)]).toEqual([50, 40, 40, 20]);
  });

  it.each([
    ['nothing is known', []],
    [
      'nothing usable is known',
      [
        ['a', Number.NaN],
        ['b', -1],
        ['c', Number.POSITIVE_INFINITY],
      ],
    ],
  ] as [string, [string, number][]][])('counts pipes where %s', (_, known) => {
    expect([...priorities(pipeGraph(wiring), new Map(known))]).toEqual([3, 2, 1, 1]);
  });

  it('takes the mean of the two in the middle for the median', () => {
    expect([
      ...priorities(
        pipeGraph(wired('a', 'b', 'c')),
        new Map([
          ['a', 10],
          ['b', 20],
        ]),
      ),
    ]).toEqual([10, 20, 15]);
  });
});

describe('NodeHeap', () => {
  it('gives its nodes back in order', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 99 })), (nodes) => {
        const heap = new NodeHeap((a, b) => a < b);
        for (const node of nodes) heap.push(node);
        expect(nodes.map(() => heap.pop())).toEqual([...nodes].sort((a, b) => a - b));
        expect(heap.size).toBe(0);
      }),
    );
  });
});

describe('estimate', () => {
  const durations = new Map([
    ['a', 10],
    ['b', 10],
    ['c', 30],
    ['d', 10],
  ]);

  it('compares barriers with starting each pipe as soon as it can', () => {
    expect(estimate(plan(wiring), durations, { concurrency: 2 })).toEqual({
      withGenerations: 50,
      scheduled: 30,
      bound: 30,
    });
  });

  it('adds everything up where one pipe runs at a time', () => {
    expect(estimate(plan(wiring), durations, { concurrency: 1 })).toEqual({
      withGenerations: 60,
      scheduled: 60,
      bound: 60,
    });
  });

  it('has room for all where there is no limit', () => {
    expect(estimate(plan(wiring), durations, { concurrency: Number.POSITIVE_INFINITY }).scheduled).toBe(30);
    expect(estimate(plan(wired()), durations)).toEqual({ withGenerations: 0, scheduled: 0, bound: 0 });
  });

  it('refuses what it cannot estimate', () => {
    expect(() => estimate(plan(wiring), durations, { concurrency: 0 })).toThrow(
      'expected a concurrency that is a whole number of at least 1, got 0',
    );
    expect(() => estimate(plan(wiring), durations, { concurrency: 1.5 })).toThrow('got 1.5');
    expect(() => estimate({ ...plan(wiring) }, durations)).toThrow('expected a plan that');
  });

  it.each([batch, streaming, hybrid])('stays within what list scheduling guarantees: %p', (strategy) => {
    fc.assert(
      fc.property(
        acyclicWiring(10),
        fc.array(fc.integer({ min: 0, max: 50 }), { minLength: 10, maxLength: 10 }),
        fc.integer({ min: 1, max: 4 }),
        (wiring, lasting, concurrency) => {
          const durations = new Map(wiring.pipes.map(({ id }, i) => [id, lasting[i] ?? 0]));
          const made = plan(wiring, undefined, { strategy });
          const { withGenerations, scheduled, bound } = estimate(made, durations, { concurrency });
          expect(scheduled).toBeGreaterThanOrEqual(bound - 1e-9);
          expect(withGenerations).toBeGreaterThanOrEqual(bound - 1e-9);
          expect(scheduled).toBeLessThanOrEqual((2 - 1 / concurrency) * bound + 1e-9);
          if (concurrency === 1) expect(scheduled).toBe(withGenerations);
        },
      ),
    );
  });
});

describe('renderEstimate', () => {
  it.each([
    [
      { withGenerations: 41 * 60_000, scheduled: 22 * 60_000, bound: 21.9 * 60_000 },
      'with generations 41 min, scheduled 22 min, bound 21.9 min',
    ],
    [
      { withGenerations: 5_400_000, scheduled: 61_234, bound: 999 },
      'with generations 1.5 h, scheduled 1.02 min, bound 999 ms',
    ],
    [{ withGenerations: 0, scheduled: 0, bound: 0 }, 'with generations 0 ms, scheduled 0 ms, bound 0 ms'],
  ])('tells %p', (made, text) => {
    expect(renderEstimate(made)).toBe(text);
  });
});
