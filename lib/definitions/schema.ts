import type { Codec } from '../codec/codec.ts';
import { fieldNames } from '../codec/codecParts.ts';
import { isRecord } from './optionProblems.ts';

/** Names and types of columns, in order. */
export type Columns = Readonly<Record<string, string>>;

/** What says how rows look: a codec that checks them, or the columns they have. */
export type Schema = Codec<object> | Columns;

/** The rows that a schema tells of; without a schema, any column may be there. */
export type RowOfSchema<S> =
  S extends Codec<infer Row>
    ? Row
    : S extends Columns
      ? { readonly [Column in keyof S]: unknown }
      : Record<string, unknown>;

/** Names of the columns that rows of a schema surely have. */
export type ColumnOf<S> = keyof RowOfSchema<S> & string;

/** Whether a schema is a codec, rather than columns. */
export const isCodec = (schema: unknown): schema is Codec<unknown> =>
  typeof schema === 'object' &&
  schema !== null &&
  typeof (schema as { decode?: unknown }).decode === 'function' &&
  typeof (schema as { is?: unknown }).is === 'function';

/** Whether a schema is a record of column types. */
export const isColumns = (schema: unknown): schema is Columns =>
  isRecord(schema) && Object.values(schema).every((type) => typeof type === 'string' && type !== '');

/** The columns that a schema names; nothing where it does not tell. */
export function columnNames(schema: unknown): readonly string[] | undefined {
  if (!isCodec(schema)) return isColumns(schema) ? Object.keys(schema) : undefined;
  const names = fieldNames(schema);
  return names.length === 0 ? undefined : [...new Set(names)];
}
