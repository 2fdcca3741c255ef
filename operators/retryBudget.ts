/** A number of retries that is used up one by one, by one subscription or by many together. */
export interface RetryBudget {
  /** How many retries are left. */
  readonly left: number;
  /** Takes one, and says whether there was one left. */
  take(): boolean;
}

/** Makes a budget of so many retries, for all who are given it together. It does not fill up again. */
export function retryBudget(retries: number): RetryBudget {
  if (retries !== Number.POSITIVE_INFINITY && !(Number.isInteger(retries) && retries >= 0)) {
    throw new RangeError(`expected retries to be an integer from 0 on or Infinity, got ${retries}`);
  }
  let left = retries;
  return {
    get left() {
      return left;
    },
    take() {
      if (left === 0) return false;
      left -= 1;
      return true;
    },
  };
}
