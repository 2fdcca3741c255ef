/** Which pool each member belongs to, and how many members each pool lets run at once. */
export interface PoolOfEach {
  /** The number of the pool of each member, or -1. */
  readonly poolOf: Int32Array;
  readonly limits: Int32Array;
}

/** Asks for the pool of each member, and refuses one that does not exist or lets nobody run. */
export function poolOfEach(
  size: number,
  of: (index: number) => string | undefined,
  pools: Readonly<Record<string, number>>,
  label: (index: number) => string,
): PoolOfEach {
  const names = Object.keys(pools);
  for (const name of names) refuseUnusable(name, pools[name]);
  const numbers = new Map(names.map((name, number) => [name, number]));
  const poolOf = new Int32Array(size).fill(-1);
  for (let index = 0; index < size; index++) {
    const name = of(index);
    if (name === undefined) continue;
    const number = numbers.get(name);
    if (number === undefined) {
      const known = names.length === 0 ? 'none, as there are no pools' : `one of ${names.join(', ')}`;
      throw new RangeError(`expected the pool of member ${label(index)} to be ${known}, got ${name}`);
    }
    poolOf[index] = number;
  }
  return { poolOf, limits: Int32Array.from(Object.values(pools)) };
}

function refuseUnusable(name: string, limit: number | undefined): void {
  if (Number.isInteger(limit) && Number(limit) > 0 && Number(limit) <= 0x7fff_ffff) return;
  throw new RangeError(`expected pool ${name} to be a positive integer, got ${limit}`);
}
