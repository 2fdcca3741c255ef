import type { Row } from '../definitions/frame.ts';
import type { Condition, Scalar } from './slice.ts';

/** Turns a condition into a predicate, for engines that look at rows one by one. */
export function predicateOf(condition: Condition): (row: Row) => boolean {
  switch (condition.op) {
    case 'isNull':
      return (row) => (row[condition.column] ?? null) === null;
    case 'isNotNull':
      return (row) => (row[condition.column] ?? null) !== null;
    case 'in': {
      const { column, values } = condition;
      return (row) => values.some((value) => compare('=', row[column], value));
    }
    case 'all': {
      const each = condition.of.map(predicateOf);
      return (row) => each.every((holds) => holds(row));
    }
    case 'any': {
      const each = condition.of.map(predicateOf);
      return (row) => each.some((holds) => holds(row));
    }
    default: {
      const { op, column, value } = condition;
      return (row) => compare(op, row[column], value);
    }
  }
}

/** The columns that a condition looks at. */
export function columnsIn(condition: Condition): readonly string[] {
  return 'column' in condition ? [condition.column] : condition.of.flatMap(columnsIn);
}

type Comparison = '=' | '!=' | '<' | '<=' | '>' | '>=';

function compare(op: Comparison, left: unknown, right: Scalar): boolean {
  const [a, b] = [comparable(left), comparable(right)];
  if (a === undefined || b === undefined || isText(a) !== isText(b)) return false;
  switch (op) {
    case '=':
      return a >= b && a <= b;
    case '!=':
      return a < b || a > b;
    case '<':
      return a < b;
    case '<=':
      return a <= b;
    case '>':
      return a > b;
    case '>=':
      return a >= b;
  }
}

const isText = (value: unknown) => typeof value === 'string';

function comparable(value: unknown): string | number | bigint | undefined {
  if (value instanceof Date) return value.getTime();
  if (typeof value === 'boolean') return Number(value);
  const ordered = typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint';
  return ordered ? value : undefined;
}
