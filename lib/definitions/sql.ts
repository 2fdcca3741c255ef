import { received } from './received.ts';
import {
  type SqlIdentifier,
  type SqlList,
  type SqlQuery,
  type SqlValue,
  SqlValueError,
  sqlBrand,
  sqlValue,
} from './sqlValue.ts';

/** The `sql` template, and what can be made for it. */
export interface Sql {
  (strings: TemplateStringsArray, ...values: readonly SqlValue[]): SqlQuery;
  /** A name of a column or table that is only known when the query is made. */
  id(name: string): SqlIdentifier;
  /** Values with commas between: `` sql`… where id in (${sql.list([1, 2])})` ``. At least one. */
  list(values: readonly SqlValue[]): SqlList;
}

/**
 * Writes a query over frames: `` sql`select * from ${inputs.bronze_orders} where amount > ${minimum}` ``.
 * Values are bound, never pasted; queries within queries stand in parentheses.
 */
export const sql: Sql = Object.assign(query, { id, list });

function query(strings: TemplateStringsArray, ...values: readonly SqlValue[]): SqlQuery {
  // Called as a function, it would take any text for part of the query.
  if (!Array.isArray(strings) || !Object.hasOwn(strings, 'raw'))
    throw new SqlValueError('a template, sql`select …`', received(strings));
  const invalid = strings.raw.find((_, i) => strings[i] === undefined);
  if (invalid !== undefined)
    throw new SqlValueError('valid escapes (a backslash is written twice)', received(invalid));
  return Object.freeze<SqlQuery>({
    [sqlBrand]: true,
    kind: 'sql',
    strings: Object.freeze([...strings]),
    values: Object.freeze(values.map((value, i) => sqlValue(value, strings[i]))),
  });
}

function id(name: string): SqlIdentifier {
  if (typeof name !== 'string' || name === '' || name.includes('\0'))
    throw new SqlValueError('a name in sql.id', received(name));
  return Object.freeze<SqlIdentifier>({ [sqlBrand]: true, kind: 'identifier', identifier: name });
}

function list(values: readonly SqlValue[]): SqlList {
  if (!Array.isArray(values) || values.length === 0)
    throw new SqlValueError('an array of at least one value in sql.list', received(values));
  const kept = Array.from(values, (value) => sqlValue(value));
  return Object.freeze<SqlList>({ [sqlBrand]: true, kind: 'list', values: Object.freeze(kept) });
}
