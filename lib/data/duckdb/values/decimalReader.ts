import type { DuckDBDecimalType } from '@duckdb/node-api';
import type { ValueOptions } from './valueOptions.ts';
import { isThere, type PartsReader } from './vectorParts.ts';

/**
 * Reads a column of decimals as numbers; nothing where the digits are wanted, or there may be more of them
 * than a loop over numbers can do. A whole number and a power of ten that are both exact make, divided, the
 * nearest number there is.
 */
export function decimalReader(
  { width, scale }: DuckDBDecimalType,
  { decimal = 'number' }: ValueOptions,
): PartsReader | undefined {
  if (decimal === 'string' || width > 18) return undefined;
  const by = 10 ** scale;
  return ({ items, validity }, count) => {
    const scaled = scaledNumbers(items, width);
    const values = new Array<unknown>(count);
    for (let i = 0; i < count; i++) {
      const value = scaled[i] ?? 0;
      if (validity && !isThere(validity, i)) values[i] = null;
      else
        values[i] = Number.isSafeInteger(Number(value))
          ? Number(value) / by
          : nearest(BigInt(value), scale);
    }
    return values;
  };
}

function scaledNumbers({ buffer, byteOffset, byteLength }: ArrayBufferView, width: number) {
  if (width <= 4) return new Int16Array(buffer, byteOffset, byteLength / 2);
  if (width <= 9) return new Int32Array(buffer, byteOffset, byteLength / 4);
  return new BigInt64Array(buffer, byteOffset, byteLength / 8);
}

/** By way of the text, which is rounded once. */
const nearest = (value: bigint, scale: number) => Number(`${value}e-${scale}`);
