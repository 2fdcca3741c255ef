/** What stands at an index that is known to be inside of the array. */
export const at = (array: Int32Array, index: number): number => array[index] ?? 0;
