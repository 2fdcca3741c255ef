import type { SqlQuery } from '../../../definitions/sqlValue.ts';
import type { Condition } from '../../slice.ts';
import { fragment, name, text } from './fragment.ts';

/** A condition as SQL. What is unknown does not hold, as nothing here turns an answer round. */
export function conditionQuery(condition: Condition): SqlQuery {
  switch (condition.op) {
    case 'isNull':
      return fragment(name(condition.column), text(' is null'));
    case 'isNotNull':
      return fragment(name(condition.column), text(' is not null'));
    case 'in':
      return isIn(condition.column, condition.values);
    case 'all':
      return joined(condition.of, ' and ', 'true');
    case 'any':
      return joined(condition.of, ' or ', 'false');
    default:
      return fragment(name(condition.column), text(` ${condition.op} `), condition.value);
  }
}

function isIn(column: string, values: Extract<Condition, { op: 'in' }>['values']): SqlQuery {
  if (values.length === 0) return fragment(text('false'));
  const listed = values.flatMap((value, i) => [text(i === 0 ? '' : ', '), value]);
  return fragment(name(column), text(' in ('), ...listed, text(')'));
}

function joined(conditions: readonly Condition[], between: string, none: string): SqlQuery {
  if (conditions.length === 0) return fragment(text(none));
  return fragment(...conditions.flatMap((one, i) => [text(i === 0 ? '' : between), conditionQuery(one)]));
}
