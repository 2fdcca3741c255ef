import type { Entity } from '../../../lib/definitions/entity.ts';

/** An entity with what a test says of it. */
export function entityOf(
  id: string,
  { schema, keys = [] }: Partial<Pick<Entity, 'schema' | 'keys'>> = {},
): Entity {
  return { kind: 'entity', id, name: id, schema, keys, partitions: [], tags: {}, layer: undefined };
}
