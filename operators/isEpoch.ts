/** Says whether a number can be that of an epoch, or stand before the first one. */
export const isEpoch = (value: number): boolean => Number.isSafeInteger(value) && value >= 0;
