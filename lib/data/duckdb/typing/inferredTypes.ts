import type { Columns } from '../../../definitions/entity.ts';
import type { Row } from '../../../definitions/frame.ts';
import { quoted } from '../tables/quoted.ts';
import { unifiedType } from './unifiedType.ts';

/**
 * The types of the columns that rows show, where nothing is declared. A number is a DOUBLE, whatever its
 * value, so that the type of a column does not hang on which rows come first. A bigint is a BIGINT, or a
 * HUGEINT if one needs it; a `Date` is a TIMESTAMP, bytes are a BLOB, an array is a list. Plain objects that
 * all have the same fields are a STRUCT, others JSON. A column with values of several types is JSON, one
 * without any is VARCHAR.
 */
export function inferredTypes(rows: Iterable<Row>): Columns {
  const seen = new Map<string, Shown>();
  for (const row of rows)
    for (const name in row) {
      if (row[name] === undefined) continue;
      const column = seen.get(name);
      if (column) look(column, row[name]);
      else seen.set(name, look(nothing(), row[name]));
    }
  return Object.fromEntries([...seen].map(([name, column]) => [name, typeOf(column)]));
}

/** What the values of a column were. */
interface Shown {
  readonly simple: Set<string>;
  /** The values in arrays, if there were arrays. */
  items?: Shown;
  /** The values in the fields of objects, if there were objects. */
  fields?: Map<string, Shown>;
  /** A field was in one object and not in another. */
  uneven?: boolean;
}

const nothing = (): Shown => ({ simple: new Set() });

function look(column: Shown, value: unknown): Shown {
  if (value === null || value === undefined) return column;
  if (Array.isArray(value)) {
    column.items ??= nothing();
    for (const item of value) look(column.items, item);
  } else if (isPlain(value)) lookInside(column, value);
  else column.simple.add(simpleType(value));
  return column;
}

function lookInside(column: Shown, value: object): void {
  const entries = Object.entries(value).filter(([, inner]) => inner !== undefined);
  const { fields = new Map<string, Shown>() } = column;
  const differs = fields.size !== entries.length || entries.some(([name]) => !fields.has(name));
  if (column.fields && differs) column.uneven = true;
  for (const [name, inner] of entries) fields.set(name, look(fields.get(name) ?? nothing(), inner));
  column.fields = fields;
}

function isPlain(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

function simpleType(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return 'VARCHAR';
    case 'number':
      return 'DOUBLE';
    case 'boolean':
      return 'BOOLEAN';
    case 'bigint':
      return BigInt.asIntN(64, value) === value ? 'BIGINT' : 'HUGEINT';
  }
  if (value instanceof Date) return 'TIMESTAMP';
  return value instanceof Uint8Array ? 'BLOB' : 'JSON';
}

function typeOf({ simple, items, fields, uneven }: Shown): string {
  const types = [...simple];
  if (simple.has('HUGEINT') && simple.has('BIGINT')) types.splice(types.indexOf('BIGINT'), 1);
  if (items) types.push(`${typeOf(items)}[]`);
  if (fields) types.push(uneven ? 'JSON' : structType(fields));
  const type = unifiedType(types);
  return type === 'NULL' ? 'VARCHAR' : type;
}

/** An object without fields is no STRUCT that DuckDB has. */
function structType(fields: ReadonlyMap<string, Shown>): string {
  if (fields.size === 0) return 'JSON';
  return `STRUCT(${[...fields].map(([name, field]) => `${quoted(name)} ${typeOf(field)}`).join(', ')})`;
}
