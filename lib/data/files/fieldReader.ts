import { checkOrThrow } from '../../codec/check.ts';
import type { Codec } from '../../codec/codec.ts';
import { bare, fieldCodecs, isUnion, membersOf, tagOf } from '../../codec/codecParts.ts';
import { RefusalError } from '../../codec/refusal.ts';
import { isCodec, type Schema } from '../../definitions/schema.ts';
import { decimalType } from './decimalField.ts';
import { type FieldReader, FieldRefusal, refused } from './fieldRefusal.ts';
import { asBigint, asFloat, asInteger, asNumber, asWhole, decimalReader } from './numberFields.ts';
import { asDate, asNanos, asSeconds, asTimeOfDay, asTimestamp } from './timeFields.ts';
import { wholeType } from './wholeType.ts';

/** The reader of a column, as its schema wants it. */
export function fieldReader(schema: Schema, column: string): FieldReader {
  if (!isCodec(schema)) return byType(schema[column] ?? 'varchar');
  const [codec] = fieldCodecs(schema as Parameters<typeof fieldCodecs>[0], column);
  return codec ? byCodec(codec) : asIs;
}

/** The reader of a type in the words of SQL; what it does not know stays as it is. */
export function byType(type: string): FieldReader {
  const word = type.trim();
  if (word.endsWith('[]')) return asList(word.slice(0, -2));
  const whole = wholeType(word);
  if (whole) return asWhole(whole);
  const decimal = decimalType(word);
  if (decimal) return decimalReader(decimal);
  return kinds.find(([pattern]) => pattern.test(word))?.[1] ?? asText;
}

const asIs: FieldReader = (value) => value;

/** What an object says of itself as a text is of no use to anybody, and so it is written as JSON. */
const asText: FieldReader = (value) =>
  typeof value === 'string' ? value : typeof value === 'object' ? JSON.stringify(value) : String(value);

const asBoolean: FieldReader = (value) => {
  if (typeof value === 'boolean') return value;
  if (/^(true|t|yes|1)$/i.test(String(value))) return true;
  return /^(false|f|no|0)$/i.test(String(value)) ? false : refused('true or false', value);
};

const asJson: FieldReader = (value) => {
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value);
  } catch {
    return refused('JSON', value);
  }
};

const asUuid: FieldReader = (value) =>
  /^[\da-f]{8}-([\da-f]{4}-){3}[\da-f]{12}$/i.test(String(value))
    ? String(value)
    : refused('a UUID', value);

/** The bytes of a text, of which some may be written by their numbers: `\xFF`. */
const asBytes: FieldReader = (value) => {
  if (value instanceof Uint8Array) return value;
  const text = asText(value) as string;
  if (/\\(?!x[\da-f]{2})/i.test(text)) return refused('bytes, a backslash only as in \\xFF', value);
  const parts = text.split(/\\x([\da-f]{2})/i);
  return Uint8Array.from(
    Buffer.concat(parts.map((part, at) => Buffer.from(part, at % 2 === 0 ? 'utf8' : 'hex'))),
  );
};

/** A list in JSON, of which each item is what a column of that type holds. */
function asList(type: string): FieldReader {
  const item = byType(type);
  return (value) => {
    const list = asJson(value);
    if (!Array.isArray(list)) return list instanceof FieldRefusal ? list : refused('a list in JSON', value);
    const items = list.map((one: unknown) => (one === null ? null : item(one)));
    return items.find((one) => one instanceof FieldRefusal) ?? items;
  };
}

const kinds: readonly (readonly [RegExp, FieldReader])[] = [
  [/\[\]$|^(json|struct|map|list|array|row)\b/i, asJson],
  [/^u?(tiny|small|big|huge)?int(eger)?\d*$|^(long|short|byte)$/i, asInteger],
  [/^(float|float4|float32|real)$/i, asFloat],
  [/^(double|float|decimal|numeric|number|dec)/i, asNumber],
  [/^bool/i, asBoolean],
  [/^date$/i, asDate],
  [/^timestamp_s$/i, asSeconds],
  [/^timestamp_ns$/i, asNanos],
  [/^(timestamp|datetime)/i, asTimestamp],
  [/^time$/i, asTimeOfDay],
  [/^uuid$/i, asUuid],
  [/^(blob|bytea|bytes|binary|varbinary)$/i, asBytes],
];

const byTag: Readonly<Record<string, FieldReader>> = {
  NumberType: asNumber,
  StringType: asText,
  BooleanType: asBoolean,
  BigIntType: asBigint,
  InterfaceType: asJson,
  PartialType: asJson,
  ArrayType: asJson,
  ReadonlyArrayType: asJson,
  DictionaryType: asJson,
  UnknownType: asIs,
  LiteralType: asIs,
  KeyofType: asIs,
};

function byCodec(codec: unknown): FieldReader {
  if (isUnion(codec)) {
    const some = membersOf(codec).filter(
      (one) => !['NullType', 'UndefinedType'].includes(tagOf(one) ?? ''),
    );
    if (some.length === 1) return byCodec(some[0]);
    return firstOf(some.map(byCodec), codec as Codec<unknown>);
  }
  return byTag[tagOf(bare(codec)) ?? ''] ?? decoded(codec as Codec<unknown>);
}

function firstOf(readers: readonly FieldReader[], codec: Codec<unknown>): FieldReader {
  return (value) =>
    readers.map((read) => read(value)).find((read) => codec.is(read)) ?? refused(codec.name, value);
}

function decoded(codec: Codec<unknown>): FieldReader {
  return (value) => {
    try {
      return checkOrThrow(codec, value, 'value');
    } catch (error) {
      if (error instanceof RefusalError) return refused(codec.name, value);
      throw error;
    }
  };
}
