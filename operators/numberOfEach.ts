/** What a number is about, and which numbers will do. */
export interface NumberKind {
  readonly what: string;
  readonly kind: string;
  readonly accepts: (number: number) => boolean;
}

/** Asks for a number of each member, and refuses one that is not of its kind. */
export function numberOfEach(
  size: number,
  of: (index: number) => number,
  { what, kind, accepts }: NumberKind,
  label: (index: number) => string,
): Float64Array {
  const numbers = new Float64Array(size);
  for (let index = 0; index < size; index++) {
    const number = of(index);
    if (!accepts(number)) {
      throw new RangeError(`expected the ${what} of member ${label(index)} to be ${kind}, got ${number}`);
    }
    numbers[index] = number;
  }
  return numbers;
}
