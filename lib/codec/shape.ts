import * as t from 'io-ts';
import type { Codec } from './codec.ts';
import { isGenuine } from './isGenuine.ts';

/** What a codec's `is` decides, in a form that can be turned into a predicate. */
export type Shape =
  | { readonly kind: 'always' }
  | { readonly kind: 'never' }
  | { readonly kind: 'typeof'; readonly type: 'string' | 'number' | 'boolean' | 'bigint' | 'function' }
  | { readonly kind: 'literal'; readonly value: unknown }
  | { readonly kind: 'keyof'; readonly keys: object }
  | { readonly kind: 'object' }
  | { readonly kind: 'anyArray' }
  | { readonly kind: 'fields'; readonly fields: Fields; readonly partial: boolean }
  | { readonly kind: 'dictionary'; readonly value: Shape }
  | { readonly kind: 'array'; readonly item: Shape }
  | { readonly kind: 'tuple'; readonly items: readonly Shape[] }
  | { readonly kind: 'some'; readonly of: readonly Shape[] }
  | { readonly kind: 'every'; readonly of: readonly Shape[] }
  | { readonly kind: 'where'; readonly base: Shape; readonly predicate: (value: unknown) => unknown }
  | Recursion
  | { readonly kind: 'opaque'; readonly is: (value: unknown) => boolean };

export type Fields = readonly (readonly [name: string, shape: Shape])[];

/** A shape that may contain itself, and is therefore worked out when asked for. */
export interface Recursion {
  readonly kind: 'recursion';
  readonly shape: () => Shape;
}

/**
 * Reads the shape of a codec. What was not made by one of io-ts's own combinators, or is not known
 * here, stays opaque: its own `is` decides, so that a predicate made of the shape is always right.
 */
export function shapeOf(codec: Codec<unknown>): Shape {
  return read(codec as t.Mixed, new Map());
}

type Seen = Map<t.Mixed, Recursion>;

function read(codec: t.Mixed, seen: Seen): Shape {
  const known = simple.get(codec);
  if (known) return known;
  if (!isGenuine(codec)) return { kind: 'opaque', is: (value) => codec.is(value) };
  return combined(codec as Combined, seen);
}

type Combined =
  | t.LiteralType<t.LiteralC<string>['value']>
  | t.KeyofType<Record<string, unknown>>
  | t.InterfaceType<t.AnyProps>
  | t.PartialType<t.AnyProps>
  | t.ArrayType<t.Mixed>
  | t.ReadonlyArrayType<t.Mixed>
  | t.TupleType<t.Mixed[]>
  | t.UnionType<t.Mixed[]>
  | t.IntersectionType<t.Mixed[]>
  | t.RefinementType<t.Mixed>
  | t.ReadonlyType<t.Mixed>
  | t.ExactType<t.Mixed>
  | t.RecursiveType<t.Mixed>
  | t.DictionaryType<t.Mixed, t.Mixed>;

function combined(codec: Combined, seen: Seen): Shape {
  const each = (codecs: readonly t.Mixed[]) => codecs.map((one) => read(one, seen));
  switch (codec._tag) {
    case 'LiteralType':
      return { kind: 'literal', value: codec.value };
    case 'KeyofType':
      return { kind: 'keyof', keys: codec.keys };
    case 'InterfaceType':
    case 'PartialType':
      return { kind: 'fields', partial: codec._tag === 'PartialType', fields: fieldsOf(codec.props, seen) };
    case 'ArrayType':
    case 'ReadonlyArrayType':
      return { kind: 'array', item: read(codec.type, seen) };
    case 'TupleType':
      return { kind: 'tuple', items: each(codec.types) };
    case 'UnionType':
      return { kind: 'some', of: each(codec.types) };
    case 'IntersectionType':
      return { kind: 'every', of: each(codec.types) };
    case 'RefinementType':
      return { kind: 'where', base: read(codec.type, seen), predicate: codec.predicate };
    case 'ReadonlyType':
    case 'ExactType':
      return read(codec.type, seen);
    case 'RecursiveType':
      return recursion(codec, seen);
    case 'DictionaryType':
      return { kind: 'dictionary', value: read(codec.codomain, seen) };
  }
}

const fieldsOf = (props: t.AnyProps, seen: Seen): Fields =>
  Object.entries<t.Mixed>(props).map(([name, codec]) => [name, read(codec, seen)] as const);

function recursion(codec: t.RecursiveType<t.Mixed>, seen: Seen): Recursion {
  const met = seen.get(codec);
  if (met) return met;
  let shape: Shape | undefined;
  const made: Recursion = { kind: 'recursion', shape: () => (shape ??= read(codec.type, seen)) };
  seen.set(codec, made);
  return made;
}

const simple: ReadonlyMap<unknown, Shape> = new Map<unknown, Shape>([
  [t.string, { kind: 'typeof', type: 'string' }],
  [t.number, { kind: 'typeof', type: 'number' }],
  [t.boolean, { kind: 'typeof', type: 'boolean' }],
  [t.bigint, { kind: 'typeof', type: 'bigint' }],
  [t.Function, { kind: 'typeof', type: 'function' }],
  [t.null, { kind: 'literal', value: null }],
  [t.undefined, { kind: 'literal', value: undefined }],
  [t.void, { kind: 'literal', value: undefined }],
  [t.unknown, { kind: 'always' }],
  [t.any, { kind: 'always' }],
  [t.never, { kind: 'never' }],
  [t.UnknownRecord, { kind: 'object' }],
  [t.UnknownArray, { kind: 'anyArray' }],
]);
