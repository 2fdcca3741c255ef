import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Dag } from '../../bench/dags.ts';
import { leastTime } from '../../bench/leastTime.ts';

const dagOf = (durations: readonly number[], dependencies: readonly (readonly number[])[] = []): Dag => ({
  kind: 'drawn',
  dependencies: durations.map((_, i) => dependencies[i] ?? []),
  durations,
  remembered: durations,
});

/** Up to seven members; each waits for some of those before it. */
const smallDags: fc.Arbitrary<Dag> = fc
  .array(fc.record({ takes: fc.nat(9), waits: fc.array(fc.nat(5), { maxLength: 3 }) }), {
    maxLength: 7,
    size: 'max',
  })
  .map((members) =>
    dagOf(
      members.map(({ takes }) => takes),
      members.map(({ waits }, i) => [...new Set(waits)].filter((j) => j < i)),
    ),
  );

/**
 * The least makespan, by trying every order: members in the order of their starts, each on the slot that is free
 * first. One of these is the best schedule there is, as slots may stand empty while a member waits its turn.
 */
function optimum({ durations, dependencies }: Dag, slots: number): number {
  const place = (ends: ReadonlyMap<number, number>, free: readonly number[]): number => {
    if (ends.size === durations.length) return Math.max(0, ...ends.values());
    const ready = [...durations.keys()].filter(
      (i) => !ends.has(i) && dependencies[i]?.every((j) => ends.has(j)),
    );
    const [first = 0, ...others] = [...free].sort((a, b) => a - b);
    return Math.min(
      ...ready.map((i) => {
        const start = Math.max(first, ...(dependencies[i] ?? []).map((j) => ends.get(j) ?? 0));
        const end = start + (durations[i] ?? 0);
        return place(new Map([...ends, [i, end]]), [...others, end]);
      }),
    );
  };
  return place(new Map(), new Array(slots).fill(0));
}

describe('leastTime', () => {
  it('is never more than the best of all schedules takes', () => {
    fc.assert(
      fc.property(smallDags, fc.integer({ min: 1, max: 4 }), (dag, slots) => {
        expect(leastTime(dag, slots)).toBeLessThanOrEqual(optimum(dag, slots) + 1e-9);
      }),
      { numRuns: 300 },
    );
  });

  it('is never less than the longest line, nor than all the work shared evenly', () => {
    fc.assert(
      fc.property(smallDags, fc.integer({ min: 1, max: 4 }), (dag, slots) => {
        const least = leastTime(dag, slots);
        const work = dag.durations.reduce((sum, duration) => sum + duration, 0);
        expect(least).toBeGreaterThanOrEqual(optimum(dag, dag.durations.length + 1) - 1e-9);
        expect(least).toBeGreaterThanOrEqual(work / slots - 1e-9);
      }),
    );
  });

  it('counts what is behind a crowd', () => {
    // a b c d
    //  ╲ ╲╱ ╱
    //    e
    const fanIn = dagOf([3, 3, 3, 3, 5], [[], [], [], [], [0, 1, 2, 3]]);
    expect([leastTime(fanIn, 2), optimum(fanIn, 2)]).toEqual([11, 11]);
  });

  it('counts what is before a crowd', () => {
    //    a
    //  ╱ ╱╲ ╲
    // b c d e
    const fanOut = dagOf([5, 3, 3, 3, 3], [[], [0], [0], [0], [0]]);
    expect([leastTime(fanOut, 2), optimum(fanOut, 2)]).toEqual([11, 11]);
  });

  it('counts behind each slot what follows there, not the least of all', () => {
    // a b c d
    // │ │
    // e f
    const lines = dagOf([4, 4, 4, 4, 2, 6], [[], [], [], [], [0], [1]]);
    expect(leastTime(lines, 2)).toBe(12);
    expect(optimum(lines, 2)).toBe(12);
  });

  it('is nothing where there is nothing to do', () => {
    expect(leastTime(dagOf([]), 3)).toBe(0);
    expect(leastTime(dagOf([0, 0]), 3)).toBe(0);
  });
});
