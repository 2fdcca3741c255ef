import { fieldCodecs, fieldNames } from '../../../codec/codecParts.ts';
import { nearest } from '../../../codec/nearest.ts';
import type { Columns, Entity } from '../../../definitions/entity.ts';
import { received } from '../../../definitions/received.ts';
import { isCodec } from '../../../definitions/schema.ts';
import { EngineError } from '../../engineError.ts';
import { codecType } from './codecType.ts';
import { duckdbType } from './duckdbType.ts';
import { duckdbNames, javascriptTypes, portableTypes } from './typeWords.ts';

/**
 * The columns that an entity says it has, with the types that they have in DuckDB; nothing where it does
 * not say. A type that DuckDB does not have is refused (`invalid`).
 */
export function columnTypes({ id, schema }: Pick<Entity, 'id' | 'schema'>): Columns | undefined {
  if (schema === undefined) return undefined;
  if (!isCodec(schema)) {
    const types = Object.entries(schema).map(([column, word]) => [
      column,
      duckdbType(word) ?? refuse(id, column, word),
    ]);
    return Object.fromEntries(types) as Columns;
  }
  const names = [...new Set(fieldNames(schema))];
  if (names.length === 0) return undefined;
  const types = names.map((column) => {
    const [codec] = fieldCodecs(schema as Parameters<typeof fieldCodecs>[0], column);
    const type = codec && codecType(codec);
    if (type === undefined) return [column, refuse(id, column, codec?.name ?? 'nothing')];
    return [column, type === 'NULL' ? 'VARCHAR' : type];
  });
  return Object.fromEntries(types) as Columns;
}

function refuse(entityId: string, column: string, word: string): never {
  const found = nearest(word, known);
  const meant = found === undefined ? '' : `; did you mean ${found}?`;
  const message = `${entityId}: column ${column}: expected a type that DuckDB has, got ${received(word)}${meant}`;
  throw new EngineError('invalid', message, { entityId });
}

const known = [
  ...Object.keys(portableTypes),
  ...Object.keys(javascriptTypes),
  ...Object.keys(duckdbNames),
  'STRUCT',
  'MAP',
  'ENUM',
  'UNION',
];
