import { describe, expect, it } from '@jest/globals';
import { retryBudget } from '../../operators/retryBudget.ts';

describe('retryBudget', () => {
  it('is used up one by one', () => {
    const budget = retryBudget(2);

    expect([budget.take(), budget.left]).toEqual([true, 1]);
    expect([budget.take(), budget.left]).toEqual([true, 0]);
    expect([budget.take(), budget.left]).toEqual([false, 0]);
  });

  it('may be empty from the start, or have no end', () => {
    expect(retryBudget(0).take()).toBe(false);
    expect(retryBudget(Number.POSITIVE_INFINITY).take()).toBe(true);
  });

  it.each([-1, 1.5, Number.NaN])('refuses %p', (retries) => {
    expect(() => retryBudget(retries)).toThrow(
      new RangeError(`expected retries to be an integer from 0 on or Infinity, got ${retries}`),
    );
  });
});
