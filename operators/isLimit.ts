/** Whether a number says how much may go on at once: an integer from 0, which is a pause, or Infinity. */
export const isLimit = (value: number): boolean =>
  value === Number.POSITIVE_INFINITY || (Number.isInteger(value) && value >= 0);
