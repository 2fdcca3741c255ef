import { describe, expect, it } from '@jest/globals';
import { invariants } from '../../../lib/testing/simulation/invariants.ts';
import { simulateParts } from '../../../lib/testing/simulation/simulate.ts';
import { simulationParts } from '../../../lib/testing/simulation/simulationParts.ts';
import { plants } from './plants.ts';

const MOST_SEEDS = 20;

/** The first seed in which an invariant did not hold. */
function foundIn(parts: Partial<typeof simulationParts>, invariant: string) {
  for (let seed = 0; seed < MOST_SEEDS; seed++) {
    const { violations } = simulateParts({ seed }, { ...simulationParts, ...parts });
    const found = violations.find((violation) => violation.invariant === invariant);
    if (found) return found;
  }
  return undefined;
}

describe('simulate', () => {
  it.each(plants)('finds that $mistake, as $foundBy', ({ parts, foundBy }) => {
    expect(foundIn(parts, foundBy)).toEqual(
      expect.objectContaining({ invariant: foundBy, what: expect.any(String), at: expect.any(Number) }),
    );
  });

  it('has a mistake for each invariant to find', () => {
    expect([...new Set(plants.map(({ foundBy }) => foundBy))].sort()).toEqual(
      Object.keys(invariants).sort(),
    );
  });
});
