import type { Codec } from '../codec/codec.ts';
import { fieldCodecs, fieldNames } from '../codec/codecParts.ts';
import type { Columns, Entity } from '../definitions/entity.ts';

/** Whether rows are checked by a codec; otherwise the columns are listed, or not known. */
export function isCodec(schema: Entity['schema']): schema is Codec<unknown> {
  return typeof schema?.is === 'function';
}

/**
 * The columns that an entity says it has, in its own words for their types; nothing where it does not say,
 * as with a codec that is no object.
 */
export function declaredColumns(schema: Entity['schema']): Columns | undefined {
  if (!isCodec(schema)) return schema;
  const names = [...new Set(fieldNames(schema))];
  if (names.length === 0) return undefined;
  return Object.fromEntries(names.map((name) => [name, typeOf(schema, name)]));
}

function typeOf(schema: Codec<unknown>, column: string): string {
  const [first] = fieldCodecs(schema as Parameters<typeof fieldCodecs>[0], column);
  return first?.name ?? 'unknown';
}
