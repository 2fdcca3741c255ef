import { joinSql } from '../../definitions/joinSql.ts';
import { sql } from '../../definitions/sql.ts';
import type { SqlQuery } from '../../definitions/sqlValue.ts';
import type { Condition } from '../slice.ts';

/** A condition as a part of a query, in words that all dialects share. */
export function conditionSql(condition: Condition): SqlQuery {
  switch (condition.op) {
    case 'isNull':
      return sql`${sql.id(condition.column)} is null`;
    case 'isNotNull':
      return sql`${sql.id(condition.column)} is not null`;
    case 'in':
      if (condition.values.length === 0) return sql`1 = 0`;
      return sql`${sql.id(condition.column)} in (${sql.list(condition.values)})`;
    case 'all':
    case 'any': {
      const { op, of } = condition;
      if (of.length === 0) return op === 'all' ? sql`1 = 1` : sql`1 = 0`;
      return joinSql(
        of.map((one) => sql`${conditionSql(one)}`),
        op === 'all' ? ' and ' : ' or ',
      );
    }
    default:
      return joinSql(
        [sql`${sql.id(condition.column)}`, sql`${condition.value}`],
        ` ${SIGNS[condition.op]} `,
      );
  }
}

const SIGNS = { '=': '=', '!=': '<>', '<': '<', '<=': '<=', '>': '>', '>=': '>=' } as const;
