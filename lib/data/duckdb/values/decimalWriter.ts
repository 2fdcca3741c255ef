import { type DuckDBDecimalType, DuckDBDecimalValue, type DuckDBValue } from '@duckdb/node-api';
import { Misfit } from './misfit.ts';

/**
 * Makes decimals of numbers, which are rounded to the digits that the column has; of bigints; and of texts
 * with no more digits than it has, such as a query gives with `decimal: 'string'`.
 */
export function decimalWriter({ width, scale }: DuckDBDecimalType): (value: unknown) => DuckDBValue {
  const limit = 10n ** BigInt(width);
  const expected = `a number of ${width - scale} digits before the point and ${scale} behind`;
  return (value) => {
    const scaled = scaledOf(value, scale);
    if (scaled === undefined || scaled >= limit || scaled <= -limit) throw new Misfit(expected);
    return new DuckDBDecimalValue(scaled, width, scale);
  };
}

function scaledOf(value: unknown, scale: number): bigint | undefined {
  if (typeof value === 'bigint') return value * 10n ** BigInt(scale);
  if (typeof value === 'number') return Number.isFinite(value) ? rounded(value, scale) : undefined;
  return typeof value === 'string' ? fromDigits(value, scale) : undefined;
}

/** By the shortest digits that the number is written with, half away from zero. */
function rounded(value: number, scale: number): bigint {
  const [digits = '0', exponent = '0'] = Math.abs(value).toExponential().split('e');
  const mantissa = BigInt(digits.replace('.', ''));
  const places = Number(exponent) - (digits.length > 1 ? digits.length - 2 : 0) + scale;
  const scaled = places >= 0 ? mantissa * 10n ** BigInt(places) : halfUp(mantissa, 10n ** BigInt(-places));
  return value < 0 ? -scaled : scaled;
}

const halfUp = (value: bigint, by: bigint) => (value * 2n + by) / (by * 2n);

function fromDigits(text: string, scale: number): bigint | undefined {
  const [, sign = '', whole = '', fraction = ''] = /^([-+]?)(\d+)(?:\.(\d+))?$/.exec(text) ?? [];
  if (whole === '' || fraction.length > scale) return undefined;
  const scaled = BigInt(whole + fraction.padEnd(scale, '0'));
  return sign === '-' ? -scaled : scaled;
}
