import type { Codec } from '../codec/codec.ts';
import { fieldCodecs, fieldNames } from '../codec/codecParts.ts';
import type { Columns, Entity } from '../definitions/entity.ts';
import { isCodec } from '../definitions/schema.ts';

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
