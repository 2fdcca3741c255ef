import type * as t from 'io-ts';

/** The members of a union, an intersection or a tuple. */
export const membersOf = (codec: unknown) => (bare(codec) as { types?: readonly t.Mixed[] }).types ?? [];

/** The codecs of a field, wherever in an object's codec it is. */
export function fieldCodecs(codec: t.Mixed, field: string): t.Mixed[] {
  const { props } = bare(codec) as { props?: Record<string, t.Mixed> };
  const own = props?.[field];
  return own ? [own] : membersOf(codec).flatMap((member) => fieldCodecs(member, field));
}

/** The fields that an object's codec knows. */
export function fieldNames(codec: t.Decoder<unknown, unknown>): string[] {
  const { props } = bare(codec) as { props?: object };
  return props ? Object.keys(props) : membersOf(codec).flatMap(fieldNames);
}

const wrappers = new Set(['ReadonlyType', 'ExactType', 'RefinementType', 'RecursiveType']);

/** A codec without what only wraps it. */
export function bare(codec: unknown): unknown {
  let inner = codec;
  while (wrappers.has(tagOf(inner) ?? '')) inner = (inner as { type: unknown }).type;
  return inner;
}

export const tagOf = (codec: unknown) => (codec as { _tag?: string } | undefined)?._tag;
export const isUnion = (codec: unknown) => tagOf(bare(codec)) === 'UnionType';
