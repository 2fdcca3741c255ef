import * as t from 'io-ts';
import type { Codec } from '../codec/codec.ts';

/** Codecs of a payload by field name; a name that ends in `?` is an optional field. */
export type Fields = Readonly<Record<string, t.Mixed>>;

/** The payload that fields describe. */
export type PayloadOf<F extends Fields> = Simplify<
  { readonly [K in keyof F as K extends `${string}?` ? never : K]: t.TypeOf<F[K]> } & {
    readonly [K in keyof F as K extends `${infer Name}?` ? Name : never]?: t.TypeOf<F[K]>;
  }
>;

type Simplify<T> = { [K in keyof T]: T[K] };

/** What a signal means, what it carries, and under which other names it is known. */
export interface Declaration<P = unknown> {
  readonly doc: string;
  readonly codec: Codec<P>;
  readonly fields: Fields;
  readonly aliases: readonly string[];
  /** Sent so often that it should be sampled or summed up rather than shown one by one. */
  readonly highVolume: boolean;
}

export interface DeclareOptions {
  /** Other names under which it may be subscribed to. @default [] */
  aliases?: readonly string[];
  /** Whether it is sent very often. @default false */
  highVolume?: boolean;
}

/** Declares a signal: one sentence on when it is sent, and the fields of its payload. */
export function declare<const F extends Fields>(
  doc: string,
  fields: F,
  { aliases = [], highVolume = false }: DeclareOptions = {},
): Declaration<PayloadOf<F>> {
  const entries = Object.entries<t.Mixed>(fields);
  const required = entries.filter(([name]) => !name.endsWith('?'));
  const optional = entries
    .filter(([name]) => name.endsWith('?'))
    .map(([name, of]) => [name.slice(0, -1), of] as const);
  const base = t.type(Object.fromEntries(required));
  const codec =
    optional.length === 0 ? base : t.intersection([base, t.partial(Object.fromEntries(optional))]);
  return { doc, codec: codec as unknown as Codec<PayloadOf<F>>, fields, aliases, highVolume };
}

/** Declares a signal whose codec is given as a whole. */
export function declared<P>(doc: string, codec: Codec<P>): Declaration<P> {
  return { doc, codec, fields: fieldsOf(codec), aliases: [], highVolume: false };
}

/** The fields that can be read off a codec; none where it does not describe an object. */
function fieldsOf(codec: unknown): Fields {
  const {
    _tag: tag,
    props,
    types,
    type,
  } = codec as {
    _tag?: string;
    props?: t.AnyProps;
    types?: readonly t.Mixed[];
    type?: t.Mixed;
  };
  if (tag === 'InterfaceType' && props) return props;
  if (tag === 'PartialType' && props) {
    return Object.fromEntries(Object.entries<t.Mixed>(props).map(([name, of]) => [`${name}?`, of]));
  }
  if (tag === 'IntersectionType' && types) return Object.assign({}, ...types.map(fieldsOf));
  return tag === 'ExactType' || tag === 'ReadonlyType' || tag === 'RefinementType' ? fieldsOf(type) : {};
}
