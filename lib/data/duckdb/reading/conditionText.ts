import { EngineError } from '../../engineError.ts';
import type { Condition, Scalar } from '../../slice.ts';
import { quoted, quotedText } from '../tables/quoted.ts';

/** A condition on the columns of a table that has this name in a statement, with its values written out. */
export function conditionText(condition: Condition, table: string): string {
  const column = (name: string) => `${table}.${quoted(name)}`;
  switch (condition.op) {
    case 'isNull':
      return `${column(condition.column)} is null`;
    case 'isNotNull':
      return `${column(condition.column)} is not null`;
    case 'in':
      if (condition.values.length === 0) return 'false';
      return `${column(condition.column)} in (${condition.values.map(scalarText).join(', ')})`;
    case 'all':
    case 'any': {
      const [between, none] = condition.op === 'all' ? [' and ', 'true'] : [' or ', 'false'];
      const each = condition.of.map((one) => conditionText(one, table));
      return each.length === 0 ? none : `(${each.join(between)})`;
    }
    default:
      return `${column(condition.column)} ${condition.op} ${scalarText(condition.value)}`;
  }
}

function scalarText(value: Scalar): string {
  if (value instanceof Date) return `timestamp ${quotedText(value.toISOString().replace('Z', ''))}`;
  if (typeof value === 'string') return quotedText(value);
  if (typeof value === 'number' && !Number.isFinite(value)) return `${quotedText(String(value))}::double`;
  if (typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean')
    return String(value);
  throw new EngineError(
    'invalid',
    `expected a text, number, boolean or date in a condition, got ${typeof value}`,
  );
}
