import * as t from 'io-ts';
import type { Codec } from '../../codec/codec.ts';
import type { Entity } from '../../definitions/entity.ts';
import { isCodec } from '../../definitions/schema.ts';

/**
 * The entity with lineage columns in its schema, so that rows that carry them fit. Where the schema says nothing of
 * columns, it need not be another.
 */
export function withLineage(entity: Entity, columns: readonly string[], type: string): Entity {
  const { schema } = entity;
  if (schema === undefined || columns.length === 0) return entity;
  if (!isCodec(schema)) {
    const added = Object.fromEntries(columns.map((column) => [column, type]));
    return { ...entity, schema: { ...schema, ...added } };
  }
  const fields = t.partial(Object.fromEntries(columns.map((column) => [column, stampOf(type)])));
  const both = t.intersection([schema as unknown as t.Mixed, fields], (schema as Codec<unknown>).name);
  return { ...entity, schema: both as unknown as Codec<unknown> };
}

/** A row that was there before lineage was has none. */
const stampOf = (type: string) =>
  t.union(
    [
      t.type({
        pipe_id: nullable(t.string),
        package_name: nullable(t.string),
        package_version: nullable(t.string),
        layer: nullable(t.string),
        at: t.unknown,
      }),
      t.null,
    ],
    type,
  );

const nullable = <C extends t.Mixed>(codec: C) => t.union([codec, t.null]);
