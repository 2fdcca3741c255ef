import { DuckDBInstance, type DuckDBValue } from '@duckdb/node-api';
import {
  concat,
  defer,
  EMPTY,
  from,
  ignoreElements,
  map,
  mergeMap,
  type Observable,
  of,
  reduce,
} from 'rxjs';
import type { Engine } from '../../../lib/data/engine.ts';
import { EngineError } from '../../../lib/data/engineError.ts';
import { memoryEngine } from '../../../lib/data/memory/memoryEngine.ts';
import { queryFrameId } from '../../../lib/data/queryFrameId.ts';
import type { WriteEvent } from '../../../lib/data/write.ts';
import { compose } from '../../../lib/definitions/compose.ts';
import type { Entity } from '../../../lib/definitions/entity.ts';
import { type Frame, frameBrand, isFrame, type Row } from '../../../lib/definitions/frame.ts';
import { sql } from '../../../lib/definitions/sql.ts';
import { isSqlQuery, type SqlQuery } from '../../../lib/definitions/sqlValue.ts';

/** What a test asks of DuckDB. */
export interface DuckdbText {
  readonly engine: Engine;
  /** Runs a statement, for its rows. */
  readonly ask: (text: string) => Promise<Row[]>;
  /** The texts of all statements that the engine has run. */
  readonly texts: string[];
  readonly close: () => void;
}

const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`;

/**
 * The least of an engine that has DuckDB run what is composed for it: to see whether it understands the text. It
 * reads, queries, and appends or overwrites what comes from a query; all else is memory's.
 */
export async function duckdbText(): Promise<DuckdbText> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  const names = new WeakMap<Frame, string>();
  const texts: string[] = [];

  const run = async (text: string, parameters: readonly unknown[] = []): Promise<Row[]> => {
    const values = parameters.map((value) => (value instanceof Date ? value.toISOString() : value));
    const reader = await connection.runAndReadAll(text, values as DuckDBValue[]).catch((error: Error) => {
      const missing = /does not exist/.test(error.message);
      throw new EngineError(missing ? 'not_found' : 'invalid', error.message, { cause: error });
    });
    return reader.getRowObjectsJS() as Row[];
  };
  const composed = (query: SqlQuery) =>
    compose(inlined(query), {
      frame: (frame) => names.get(frame) ?? 'unknown',
      identifier: quoted,
      parameter: (index) => `$${index + 1}`,
    });
  /** What comes from a query stands in its place. */
  const inlined = (query: SqlQuery): SqlQuery => ({
    ...query,
    values: query.values.map((value) => {
      const inner = isFrame(value) ? queries.get(value) : isSqlQuery(value) ? value : undefined;
      return inner ? inlined(inner) : value;
    }),
  });
  const asked = (text: string, parameters: readonly unknown[] = []) =>
    defer(() => {
      texts.push(text);
      return run(text, parameters);
    });
  const frameOf = (entityId: string, query: () => SqlQuery): Frame => ({
    [frameBrand]: true,
    entityId,
    columns: () => {
      const { text, parameters } = composed(query());
      return asked(`describe ${text}`, parameters).pipe(map(described));
    },
    rows: () => {
      const { text, parameters } = composed(query());
      return asked(text, parameters).pipe(mergeMap((rows) => (rows.length > 0 ? [rows] : [])));
    },
    batches: () => EMPTY,
  });
  const read = ({ id }: Entity): Frame => {
    const frame = frameOf(id, () => sql`select * from ${frame}`);
    names.set(frame, quoted(id));
    return frame;
  };
  const write: Engine['write'] = (entity, source, { mode }): Observable<WriteEvent> => {
    if (!isFrame(source)) throw new Error('expected a frame');
    const { text, parameters } = composed(queries.get(source) ?? sql`select * from ${source}`);
    const into = `insert into ${quoted(entity.id)} by name ${text}`;
    const emptied$ = mode === 'overwrite' ? asked(`delete from ${quoted(entity.id)}`) : of();
    const made$ = asked(
      `create table if not exists ${quoted(entity.id)} as from (${text}) limit 0`,
      parameters,
    );
    return concat(
      concat(made$, emptied$).pipe(ignoreElements()),
      asked(into, parameters).pipe(
        reduce((_, rows) => Number((rows[0] as { Count?: bigint } | undefined)?.Count ?? 0), 0),
        map(
          (rowsWritten): WriteEvent => ({
            ...{
              kind: 'written',
              mode,
              rowsWritten,
              inserted: rowsWritten,
              updated: 0,
              deleted: undefined,
            },
            ...{ version: undefined, versionBefore: undefined },
          }),
        ),
      ),
    );
  };
  const queries = new WeakMap<Frame, SqlQuery>();
  const memory = memoryEngine();
  const engine: Engine = {
    ...memory,
    name: 'duckdb',
    capabilities: { ...memory.capabilities, sql: 'duckdb' },
    read,
    query: (query) => {
      const frame = frameOf(queryFrameId, () => query);
      queries.set(frame, query);
      return frame;
    },
    write,
    schema: ({ id }) => asked(`describe ${quoted(id)}`).pipe(map(described)),
    ensure: ({ id, schema = {} }) =>
      from(Object.entries(schema as Record<string, string>)).pipe(
        mergeMap(([name, type]) =>
          asked(`alter table ${quoted(id)} add column if not exists ${quoted(name)} ${type}`),
        ),
        reduce(() => ({ existed: true, created: false }), { existed: true, created: false }),
      ),
  };
  const close = () => {
    connection.closeSync();
    instance.closeSync();
  };
  return { engine, texts, ask: (text) => run(text), close };
}

const described = (rows: readonly Row[]) =>
  Object.fromEntries(rows.map(({ column_name: name, column_type: type }) => [String(name), String(type)]));
