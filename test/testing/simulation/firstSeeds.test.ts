import { describe, expect, it } from '@jest/globals';
import { manySeeds } from './manySeeds.ts';

describe('the first 500 seeds', () => {
  it('hold, and try everything that must hold with everything that can go wrong', () => {
    expect(manySeeds(0, 500)).toEqual({ failure: '', unexercised: [] });
  }, 120_000);
});
