import { type SqlQuery, sqlBrand } from './sqlValue.ts';

/** Queries one after the other as one, with a text between; at least one. Unlike queries within queries, they get no parentheses. */
export function joinSql(queries: readonly SqlQuery[], between: string): SqlQuery {
  const strings: string[] = [];
  for (const query of queries) {
    const [first = '', ...rest] = query.strings;
    const open = strings.pop();
    strings.push(open === undefined ? first : `${open}${between}${first}`, ...rest);
  }
  if (strings.length === 0) throw new RangeError('expected at least one query to join, got none');
  const values = Object.freeze(queries.flatMap(({ values }) => values));
  return Object.freeze<SqlQuery>({
    [sqlBrand]: true,
    kind: 'sql',
    strings: Object.freeze(strings),
    values,
  });
}
