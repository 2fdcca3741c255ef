import { describe, expect, it } from '@jest/globals';
import { manySeeds } from './manySeeds.ts';

describe('the next 500 seeds', () => {
  it('hold, and try everything that must hold with everything that can go wrong', () => {
    expect(manySeeds(500, 500)).toEqual({ failure: '', unexercised: [] });
  }, 120_000);
});
