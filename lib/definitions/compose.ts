import { type Frame, isFrame } from './frame.ts';
import type { SqlParameter, SqlQuery, SqlValue } from './sqlValue.ts';

/** How an engine writes what is not text: its dialect. */
export interface SqlDialect {
  /** What a frame is called in the text, quoted, if need be; or the query that it is. */
  readonly frame: (frame: Frame) => string | SqlQuery;
  /** A name, quoted. */
  readonly identifier: (name: string) => string;
  /** What stands for the parameter with this index, counted from 0: `$1`, `?`. */
  readonly parameter: (index: number) => string;
}

/** A query in the words of an engine, and the values to bind to it. */
export interface ComposedSql {
  readonly text: string;
  readonly parameters: readonly SqlParameter[];
}

/** Puts a query into words. The text depends on values bound in no way, save for how many there are. */
export function compose(query: SqlQuery, dialect: SqlDialect): ComposedSql {
  const parameters: SqlParameter[] = [];
  return { text: written(query, dialect, parameters), parameters };
}

function written({ strings, values }: SqlQuery, dialect: SqlDialect, parameters: SqlParameter[]): string {
  const [first = '', ...rest] = strings;
  return rest.reduce(
    (text, next, i) => `${text}${valueText(values[i] ?? null, dialect, parameters)}${next}`,
    first,
  );
}

function valueText(value: SqlValue, dialect: SqlDialect, parameters: SqlParameter[]): string {
  if (typeof value !== 'object' || value === null || value instanceof Date)
    return dialect.parameter(parameters.push(value) - 1);
  if (isFrame(value)) {
    const written = dialect.frame(value);
    return typeof written === 'string' ? written : valueText(written, dialect, parameters);
  }
  if (value.kind === 'identifier') return dialect.identifier(value.identifier);
  if (value.kind === 'list')
    return value.values.map((one) => valueText(one, dialect, parameters)).join(', ');
  return inParentheses(written(value, dialect, parameters));
}

/** A comment at the end would swallow the parenthesis. */
const inParentheses = (text: string) => (text.includes('--') ? `(${text}\n)` : `(${text})`);
