import { defer, from, map, type Observable } from 'rxjs';
import { EngineError } from '../engineError.ts';

/** What is asked of a connection to DuckDB. */
export interface ParsingConnection {
  runAndReadAll(
    text: string,
    values: string[],
  ): Promise<{ getRowObjectsJS(): readonly Readonly<Record<string, unknown>>[] }>;
}

/**
 * The tree that DuckDB's own parser makes of a query, as data; nothing is run, and its tables need not be there.
 *
 * - emits once
 * - completes after that
 * - errors with an `EngineError` of class `invalid` where it is no query, with what DuckDB says
 * - on unsubscribe, what it says is passed over
 */
export function parsedSql(connection: ParsingConnection, text: string): Observable<unknown> {
  return defer(() =>
    from(connection.runAndReadAll('select json_serialize_sql($1::varchar) as tree', [text])),
  ).pipe(
    map((reader) => {
      const tree: unknown = JSON.parse(String(reader.getRowObjectsJS()[0]?.['tree']));
      const { error, error_message: message } = tree as { error?: unknown; error_message?: unknown };
      if (error === true) throw new EngineError('invalid', `expected a query, got ${String(message)}`);
      return tree;
    }),
  );
}
