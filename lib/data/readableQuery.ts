import { compose, type SqlDialect } from '../definitions/compose.ts';
import type { SqlQuery } from '../definitions/sqlValue.ts';

/** The beginning of a query as people read it, on one line; values that are bound are not shown. */
export function readableQuery(query: SqlQuery): string {
  const text = compose(query, readable).text.trim().replace(/\s+/g, ' ');
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}

const LONGEST = 80;

const readable: SqlDialect = {
  frame: ({ entityId }) => entityId,
  identifier: (name) => name,
  parameter: () => '?',
};
