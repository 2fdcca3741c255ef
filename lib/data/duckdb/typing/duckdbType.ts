import { Reading, unionOf } from './typeSyntax.ts';
import { typeTokens } from './typeTokens.ts';

/**
 * The DuckDB type that a word for a column type means; nothing where it means none.
 *
 * Words in lower case are portable: `string`, `number` (a DOUBLE), `integer` (a BIGINT), `boolean`,
 * `timestamp`, `date`, `json`, `decimal(10, 2)`, `string[]`. `Date` is the class of JavaScript, and so a
 * TIMESTAMP. Words in capitals are types of DuckDB and are taken as they are: `INTEGER`,
 * `STRUCT(a INTEGER, b VARCHAR[])`, `TIMESTAMP WITH TIME ZONE`. What codecs are called is understood as
 * well: `(string | null)`, `Array<number>`, `("a" | "b")`. A type that was made with `CREATE TYPE` is
 * written in double quotes.
 */
export function duckdbType(word: string): string | undefined {
  const tokens = typeTokens(word);
  if (!tokens || tokens.length === 0) return undefined;
  const reading = new Reading(tokens);
  const type = unionOf(reading);
  return reading.atEnd ? type : undefined;
}
