import { type DecimalType, readDecimal } from './decimalField.ts';
import { type FieldReader, FieldRefusal, refused } from './fieldRefusal.ts';
import type { WholeType } from './wholeType.ts';

export const asInteger: FieldReader = (value) => {
  const isWhole =
    typeof value === 'number' ? Number.isInteger(value) : /^\s*[+-]?\d+\s*$/.test(String(value));
  if (!isWhole || typeof value === 'boolean') return refused('a whole number', value);
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : BigInt(String(value).trim().replace(/^\+/, ''));
};

/** The reader of decimals of so many digits. */
export function decimalReader(type: DecimalType): FieldReader {
  const { width, scale } = type;
  const expected = `a number of at most ${width - scale} digits before the point`;
  return (value) => {
    const isText = typeof value === 'string' && DECIMAL.test(value);
    if (!isText && (typeof value !== 'number' || !Number.isFinite(value)))
      return refused('a number', value);
    return readDecimal(String(value).trim(), type) ?? refused(expected, value);
  };
}

/** The reader of whole numbers of so many bits. */
export function asWhole({ bits, isSigned }: WholeType): FieldReader {
  const from = isSigned ? -(2n ** BigInt(bits - 1)) : 0n;
  const to = isSigned ? -from - 1n : 2n ** BigInt(bits) - 1n;
  const [least, most] = bits < 64 ? [Number(from), Number(to)] : [from, to];
  return (value) => {
    const whole = asInteger(value);
    if (whole instanceof FieldRefusal) return whole;
    const number = whole as number | bigint;
    return number < least || number > most
      ? refused(`a whole number from ${from} to ${to}`, value)
      : number;
  };
}

export const asBigint: FieldReader = (value) => {
  const whole = asInteger(value);
  return whole instanceof FieldRefusal ? whole : BigInt(whole as number | bigint);
};

const DECIMAL = /^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*$/i;
const SPECIAL: Readonly<Record<string, number>> = {
  nan: Number.NaN,
  infinity: Number.POSITIVE_INFINITY,
  '-infinity': Number.NEGATIVE_INFINITY,
};

export const asNumber: FieldReader = (value) => {
  if (typeof value === 'number') return value;
  if (typeof value === 'string' && DECIMAL.test(value)) {
    const number = Number(value);
    // What is too big would become infinite unnoticed.
    return Number.isFinite(number) ? number : refused('a number of 64 bits', value);
  }
  return SPECIAL[String(value).toLowerCase()] ?? refused('a number', value);
};

export const asFloat: FieldReader = (value) => {
  const number = asNumber(value);
  if (number instanceof FieldRefusal || !Number.isFinite(number)) return number;
  return Number.isFinite(Math.fround(number as number)) ? number : refused('a number of 32 bits', value);
};
