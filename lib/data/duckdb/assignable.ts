import { widened } from './widened.ts';

/**
 * Whether values of one type can be put into a column of another without becoming other values unnoticed: they
 * fit, or it is an error if they do not.
 */
export function isAssignable(from: string, to: string): boolean {
  if (from === to || from === 'NULL' || widened(from, to) === to) return true;
  if (from.endsWith('[]') && to.endsWith('[]')) return isAssignable(from.slice(0, -2), to.slice(0, -2));
  return rules.some(([source, target]) => source.test(from) && target.test(to));
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
