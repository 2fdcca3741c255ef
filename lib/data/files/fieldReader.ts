import { checkOrThrow } from '../../codec/check.ts';
import type { Codec } from '../../codec/codec.ts';
import { bare, fieldCodecs, isUnion, membersOf, tagOf } from '../../codec/codecParts.ts';
import { RefusalError } from '../../codec/refusal.ts';
import { received } from '../../definitions/received.ts';
import { isCodec, type Schema } from '../../definitions/schema.ts';

/** What a value of a file is not. */
export class FieldRefusal {
  constructor(readonly reason: string) {}
}

/** Makes what a column holds of what a file holds: a text, or a value of JSON, and never null. */
export type FieldReader = (value: unknown) => unknown | FieldRefusal;

/** The reader of a column, as its schema wants it. */
export function fieldReader(schema: Schema, column: string): FieldReader {
  if (!isCodec(schema)) return byType(schema[column] ?? 'varchar');
  const [codec] = fieldCodecs(schema as Parameters<typeof fieldCodecs>[0], column);
  return codec ? byCodec(codec) : asIs;
}

/** The reader of a type in the words of SQL; what it does not know stays as it is. */
export function byType(type: string): FieldReader {
  return kinds.find(([pattern]) => pattern.test(type.trim()))?.[1] ?? asText;
}

const asIs: FieldReader = (value) => value;

/** What an object says of itself as a text is of no use to anybody, and so it is written as JSON. */
const asText: FieldReader = (value) =>
  typeof value === 'string' ? value : typeof value === 'object' ? JSON.stringify(value) : String(value);

const refused = (expected: string, value: unknown) =>
  new FieldRefusal(`expected ${expected}, got ${received(value)}`);

const asInteger: FieldReader = (value) => {
  const isWhole =
    typeof value === 'number' ? Number.isInteger(value) : /^\s*[+-]?\d+\s*$/.test(String(value));
  if (!isWhole || typeof value === 'boolean') return refused('a whole number', value);
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : BigInt(String(value).trim().replace(/^\+/, ''));
};

const asBigint: FieldReader = (value) => {
  const whole = asInteger(value);
  return whole instanceof FieldRefusal ? whole : BigInt(whole as number | bigint);
};

const DECIMAL = /^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*$/i;
const SPECIAL: Readonly<Record<string, number>> = {
  nan: Number.NaN,
  infinity: Number.POSITIVE_INFINITY,
  '-infinity': Number.NEGATIVE_INFINITY,
};

const asNumber: FieldReader = (value) => {
  if (typeof value === 'number') return value;
  if (typeof value === 'string' && DECIMAL.test(value)) return Number(value);
  return SPECIAL[String(value).toLowerCase()] ?? refused('a number', value);
};

const asBoolean: FieldReader = (value) => {
  if (typeof value === 'boolean') return value;
  if (/^(true|t|yes|1)$/i.test(String(value))) return true;
  return /^(false|f|no|0)$/i.test(String(value)) ? false : refused('true or false', value);
};

const DATE = /^(\d{4})-(\d\d)-(\d\d)$/;
const TIME = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?)\s*(Z|[+-]\d\d(?::?\d\d)?)?$/i;

const asDate: FieldReader = (value) =>
  calendarDay(String(value)) ?? refused('a date such as 2024-12-31', value);

const asTimestamp: FieldReader = (value) => {
  const [, day = '', time = '', zone = 'Z'] = TIME.exec(String(value)) ?? [];
  const whole = calendarDay(day) && new Date(`${day}T${time}${inMinutes(zone)}`);
  if (whole && !Number.isNaN(whole.getTime())) return whole;
  return calendarDay(String(value)) ?? refused('a time such as 2024-12-31T23:59:59Z', value);
};

/** The thirtieth of February is taken for a day in March unless somebody looks. */
function calendarDay(text: string): Date | undefined {
  if (!DATE.test(text)) return undefined;
  const day = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text) ? day : undefined;
}

const inMinutes = (zone: string) =>
  /^[+-]\d\d$/.test(zone) ? `${zone}:00` : zone.replace(/^([+-]\d\d)(\d\d)$/, '$1:$2').toUpperCase();

const asJson: FieldReader = (value) => {
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value);
  } catch {
    return refused('JSON', value);
  }
};

const kinds: readonly (readonly [RegExp, FieldReader])[] = [
  [/\[\]$|^(json|struct|map|list|array|row)\b/i, asJson],
  [/^u?(tiny|small|big|huge)?int(eger)?\d*$|^(long|short|byte)$/i, asInteger],
  [/^(double|float|real|decimal|numeric|number|dec)/i, asNumber],
  [/^bool/i, asBoolean],
  [/^date$/i, asDate],
  [/^(timestamp|datetime)/i, asTimestamp],
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
