import type { Condition, Scalar } from '../data/slice.ts';
import { UsageError } from './usageError.ts';

/**
 * Reads a condition such as `amount >= 500`, `day = 2026-01-01`, `name = "12"` or `email is null`. A value in
 * quotes is a text, as is one that is neither a number nor true or false.
 */
export function whereCondition(text: string): Condition {
  const isNull = /^\s*([\w.]+)\s+is\s+(not\s+)?null\s*$/i.exec(text);
  if (isNull) return { op: isNull[2] === undefined ? 'isNull' : 'isNotNull', column: isNull[1] ?? '' };
  const [, column, op, value] = /^\s*([\w.]+)\s*(<=|>=|!=|=|<|>)\s*(.+?)\s*$/s.exec(text) ?? [];
  if (column === undefined || value === undefined || !isComparison(op))
    throw new UsageError(
      `expected a condition such as amount >= 500, name = "Ann" or email is null, got "${text}"`,
    );
  return { op, column, value: scalar(value) };
}

const comparisons = ['=', '!=', '<', '<=', '>', '>='] as const;
const isComparison = (op: string | undefined): op is (typeof comparisons)[number] =>
  comparisons.some((one) => one === op);

function scalar(text: string): Scalar {
  const [, quoted] = /^(?:"(.*)"|'(.*)')$/s.exec(text)?.filter((part) => part !== undefined) ?? [];
  if (quoted !== undefined) return quoted;
  if (text === 'true' || text === 'false') return text === 'true';
  return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text;
}
