import { sql } from '../../definitions/sql.ts';
import type { SqlQuery } from '../../definitions/sqlValue.ts';
import type { Engine } from '../engine.ts';
import { EngineError } from '../engineError.ts';
import type { LineageStamp, RowLineage } from './rowLineage.ts';

/** How a dialect writes the struct of lineage, and what it calls its type. */
interface StructDialect {
  readonly struct: (stamp: LineageStamp) => SqlQuery;
  readonly type: string;
}

const dialects: Readonly<Record<string, StructDialect>> = {
  duckdb: {
    struct: (stamp) => {
      const { pipe, name, version, layer, at } = parts(stamp);
      return sql`{'pipe_id': ${pipe}, 'package_name': ${name}, 'package_version': ${version}, 'layer': ${layer}, 'at': ${at}}`;
    },
    type: 'STRUCT(pipe_id VARCHAR, package_name VARCHAR, package_version VARCHAR, layer VARCHAR, "at" TIMESTAMP)',
  },
  spark: {
    struct: (stamp) => {
      const { pipe, name, version, layer, at } = parts(stamp);
      return sql`named_struct('pipe_id', ${pipe}, 'package_name', ${name}, 'package_version', ${version}, 'layer', ${layer}, 'at', ${at})`;
    },
    type: 'struct<pipe_id:string,package_name:string,package_version:string,layer:string,at:timestamp>',
  },
};

/** Types are said, as parameters have none; times are bound as text, which no setting of a time zone changes. */
function parts({ pipe_id, package_name, package_version, layer, at }: LineageStamp) {
  const text = (value: string) => sql`cast(${value} as varchar(1000))`;
  return {
    pipe: text(pipe_id),
    name: text(package_name),
    version: text(package_version),
    layer: text(layer),
    at: sql`cast(${at.toISOString().replace('T', ' ').replace('Z', '')} as timestamp)`,
  };
}

/** What a row says of who made it, as a part of a query. */
export function stampSql(stamp: LineageStamp, engine: Engine, own?: RowLineage['struct']): SqlQuery {
  const { sql: dialect = 'none' } = engine.capabilities;
  const struct = own ?? dialects[dialect]?.struct;
  if (struct) return struct(stamp);
  const expected = `expected a dialect that lineage knows (${Object.keys(dialects).join(', ')}), or the option struct`;
  throw new EngineError('unsupported', `${expected}, got ${dialect}`);
}

/** What the engine calls the type of a lineage column. */
export const stampType = ({ capabilities }: Engine): string =>
  dialects[capabilities.sql ?? '']?.type ?? 'lineage';
