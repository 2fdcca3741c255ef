import { describe, expect, it } from '@jest/globals';
import { difference } from '../../crash/judging/difference.ts';

describe('difference', () => {
  it('says nothing of the same rows in another order', () => {
    expect(difference('rows', [1, 2, 2], [2, 1, 2])).toEqual([]);
  });

  it('says what is lost and what is there too often', () => {
    expect(difference('rows', [1, 2, 3], [1, 1, 1, 3])).toEqual([
      'rows: expected 3, got 4; lost 1: 2; too many 1: 2 × 1',
    ]);
  });
});
