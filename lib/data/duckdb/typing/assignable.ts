import { widened } from './widened.ts';

/**
 * Whether values of one type can be put into a column of another without becoming other values unnoticed: they
 * fit, or it is an error if they do not.
 */
export function isAssignable(from: string, to: string): boolean {
  if (from === to || from === 'NULL' || widened(from, to) === to) return true;
  if (from.endsWith('[]') && to.endsWith('[]')) return isAssignable(from.slice(0, -2), to.slice(0, -2));
  if (keepsDigits(from, to)) return true;
  return rules.some(([source, target]) => source.test(from) && target.test(to));
}

/** A sum has more digits before the point than what it is of; too many are an error. Those behind it are all kept. */
function keepsDigits(from: string, to: string): boolean {
  const [digits, place] = [from, to].map((type) => /^DECIMAL\(\d+,(\d+)\)$/.exec(type)?.[1]);
  return digits !== undefined && place !== undefined && Number(digits) <= Number(place);
}

const WHOLE = /^U?(TINYINT|SMALLINT|INTEGER|BIGINT|HUGEINT)$/;

const rules: readonly (readonly [RegExp, RegExp])[] = [
  // Too large a number is an error, not another number.
  [WHOLE, WHOLE],
  [WHOLE, /^DECIMAL/],
  // Sums and averages are of wider types than what they are of, and nobody means the last digit.
  [/^(U?(BIGINT|HUGEINT)|DECIMAL\(.*\)|FLOAT)$/, /^DOUBLE$/],
  [/^(JSON|UUID|ENUM\(.*\))$/, /^VARCHAR$/],
  [/^VARCHAR$/, /^JSON$/],
  [/^(TIMESTAMP.*|DATE)$/, /^TIMESTAMP( WITH TIME ZONE)?$/],
];
