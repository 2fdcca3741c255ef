/** How many digits a column of decimals has. */
export interface DecimalType {
  readonly width: number;
  /** Of these behind the point. */
  readonly scale: number;
}

/** What a word says of decimals; nothing where it means something else, or does not say how many digits. */
export function decimalType(word: string): DecimalType | undefined {
  const [, width, scale = '0'] =
    /^(?:decimal|numeric|dec)\s*\(\s*(\d+)\s*(?:,\s*(\d+)\s*)?\)$/i.exec(word) ?? [];
  return width === undefined ? undefined : { width: Number(width), scale: Number(scale) };
}

/**
 * A decimal, rounded to its digits, half away from zero: a number where that holds all digits, and else their text.
 * Nothing where it has too many before the point.
 */
export function readDecimal(text: string, { width, scale }: DecimalType): number | string | undefined {
  const [, sign = '', whole = '', fraction = '', exponent = '0'] =
    /^([+-]?)(\d*)\.?(\d*)(?:e([+-]?\d+))?$/i.exec(text) ?? [];
  const digits = (whole + fraction).replace(/^0+(?=\d)/, '');
  const places = Number(exponent) - fraction.length + scale;
  if (digits !== '0' && places > width) return undefined;
  const scaled = digits === '0' ? 0n : shifted(BigInt(digits), Math.max(places, -digits.length - 1));
  if (scaled >= 10n ** BigInt(width)) return undefined;
  const all = String(scaled).padStart(scale + 1, '0');
  const point = all.length - scale;
  const written = `${scaled === 0n ? '' : sign.replace('+', '')}${all.slice(0, point)}${scale === 0 ? '' : `.${all.slice(point)}`}`;
  return all.length <= 15 ? Number(written) : written;
}

/** Times a power of ten. */
function shifted(value: bigint, places: number): bigint {
  if (places >= 0) return value * 10n ** BigInt(places);
  const by = 10n ** BigInt(-places);
  return (value * 2n + by) / (by * 2n);
}
