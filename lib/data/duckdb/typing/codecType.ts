import type { Codec } from '../../../codec/codec.ts';
import { bare, fieldCodecs, fieldNames, membersOf, tagOf } from '../../../codec/codecParts.ts';
import { quoted } from '../tables/quoted.ts';
import { duckdbType } from './duckdbType.ts';
import { unifiedType } from './unifiedType.ts';

type Any = Parameters<typeof fieldCodecs>[0];

/**
 * The DuckDB type of the values that a codec lets pass; nothing where that cannot be told. `NULL` is the
 * type of a codec that lets no value pass but `null` and `undefined`.
 *
 * What io-ts puts together is taken apart. An object of which every field must be there is a STRUCT;
 * any other object is JSON, as a STRUCT cannot tell a field that is left out from one without a value.
 * So is what may be of several types. A codec of somebody's own is known by its name (`DateFromISOString`)
 * or, where that says nothing, by which values pass.
 */
export function codecType(codec: Codec<unknown>): string | undefined {
  const named = refinedType(codec);
  if (named !== undefined) return named;
  const inner = bare(codec) as Any;
  const tag = tagOf(inner);
  const known = tag === undefined || !Object.hasOwn(byTag, tag) ? undefined : byTag[tag];
  return known ? known(inner) : ownType(inner);
}

/** Whole numbers are a refinement of numbers that has a type of its own. */
function refinedType(codec: Codec<unknown>): string | undefined {
  if (tagOf(codec) !== 'RefinementType') return undefined;
  return /^int(eger)?$/i.test(nameOf(codec)) ? 'BIGINT' : undefined;
}

const nameOf = (codec: unknown) => (codec as { name?: unknown }).name?.toString() ?? '';

const always = (type: string) => () => type;

const byTag: Readonly<Record<string, (codec: Any) => string | undefined>> = {
  StringType: always('VARCHAR'),
  NumberType: always('DOUBLE'),
  BooleanType: always('BOOLEAN'),
  BigIntType: always('BIGINT'),
  NullType: always('NULL'),
  UndefinedType: always('NULL'),
  VoidType: always('NULL'),
  UnknownType: always('JSON'),
  AnyType: always('JSON'),
  AnyDictionaryType: always('JSON'),
  AnyArrayType: always('JSON'),
  DictionaryType: always('JSON'),
  PartialType: always('JSON'),
  TupleType: always('JSON'),
  KeyofType: always('VARCHAR'),
  LiteralType: (codec) => valueType((codec as unknown as { value: unknown }).value),
  ArrayType: (codec) => listType(codec),
  ReadonlyArrayType: (codec) => listType(codec),
  UnionType: (codec) => {
    const types = membersOf(codec).map(codecType);
    return types.every((type) => type !== undefined) ? unifiedType(types) : undefined;
  },
  IntersectionType: (codec) => (holdsPartial(codec) ? 'JSON' : objectType(codec)),
  InterfaceType: (codec) => objectType(codec),
};

const holdsPartial = (codec: unknown): boolean =>
  tagOf(bare(codec)) === 'PartialType' || membersOf(codec).some(holdsPartial);

function valueType(value: unknown): string | undefined {
  return duckdbType(typeof value);
}

function listType(codec: Any): string | undefined {
  const item = codecType((codec as unknown as { type: Any }).type);
  return item && `${item === 'NULL' ? 'VARCHAR' : item}[]`;
}

function objectType(codec: Any): string | undefined {
  const fields = [...new Set(fieldNames(codec))].map((name) => {
    const [field] = fieldCodecs(codec, name);
    const type = field && codecType(field);
    return type && type !== 'NULL' ? `${quoted(name)} ${type}` : undefined;
  });
  const plain = fields.length > 0 && fields.every((field) => field !== undefined);
  return plain ? `STRUCT(${fields.join(', ')})` : 'JSON';
}

/** `NumberFromString` is a number once it is decoded, and that is what rows hold. */
function ownType(codec: Codec<unknown>): string | undefined {
  const name = nameOf(codec).replace(/From[A-Z]\w*$/, '');
  return duckdbType(name) ?? (/^Int$/.test(name) ? 'BIGINT' : undefined) ?? shownType(codec);
}

/** By which of some values pass; they say it only if one alone does. */
function shownType(codec: Codec<unknown>): string | undefined {
  const types = samples.filter(([, value]) => passes(codec, value)).map(([type]) => type);
  return types.length === 1 ? types[0] : undefined;
}

const samples: readonly (readonly [type: string, value: unknown])[] = [
  ['VARCHAR', 'a'],
  ['DOUBLE', 1],
  ['BIGINT', 1n],
  ['BOOLEAN', true],
  ['TIMESTAMP', new Date(0)],
  ['BLOB', new Uint8Array(1)],
];

/** What somebody's own predicate throws at a value it was not made for says that the value does not pass. */
function passes(codec: Codec<unknown>, value: unknown): boolean {
  try {
    return codec.is(value);
  } catch {
    return false;
  }
}
