import { checkOrThrow } from '../../codec/check.ts';
import type { Codec } from '../../codec/codec.ts';
import { bare, fieldCodecs, isUnion, membersOf, tagOf } from '../../codec/codecParts.ts';
import { RefusalError } from '../../codec/refusal.ts';
import { received } from '../../definitions/received.ts';
import { isCodec, type Schema } from '../../definitions/schema.ts';
import { type DecimalType, decimalType, readDecimal } from './decimalField.ts';
import { FineDate } from './fineDate.ts';
import { type WholeType, wholeType } from './wholeType.ts';

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

const refused = (expected: string, value: unknown) =>
  new FieldRefusal(`expected ${expected}, got ${received(value)}`);

const asInteger: FieldReader = (value) => {
  const isWhole =
    typeof value === 'number' ? Number.isInteger(value) : /^\s*[+-]?\d+\s*$/.test(String(value));
  if (!isWhole || typeof value === 'boolean') return refused('a whole number', value);
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : BigInt(String(value).trim().replace(/^\+/, ''));
};

/** The reader of decimals of so many digits. */
function decimalReader(type: DecimalType): FieldReader {
  const { width, scale } = type;
  const expected = `a number of at most ${width - scale} digits before the point`;
  return (value) => {
    const isText = typeof value === 'string' && DECIMAL.test(value);
    if (!isText && (typeof value !== 'number' || !Number.isFinite(value)))
      return refused('a number', value);
    return readDecimal(String(value).trim(), type) ?? refused(expected, value);
  };
}

/** The reader of whole numbers of so many bits. */
function asWhole({ bits, isSigned }: WholeType): FieldReader {
  const from = isSigned ? -(2n ** BigInt(bits - 1)) : 0n;
  const to = isSigned ? -from - 1n : 2n ** BigInt(bits) - 1n;
  const [least, most] = bits < 64 ? [Number(from), Number(to)] : [from, to];
  return (value) => {
    const whole = asInteger(value);
    if (whole instanceof FieldRefusal) return whole;
    const number = whole as number | bigint;
    return number < least || number > most
      ? refused(`a whole number from ${from} to ${to}`, value)
      : number;
  };
}

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
  if (typeof value === 'string' && DECIMAL.test(value)) {
    const number = Number(value);
    // What is too big would become infinite unnoticed.
    return Number.isFinite(number) ? number : refused('a number of 64 bits', value);
  }
  return SPECIAL[String(value).toLowerCase()] ?? refused('a number', value);
};

const asFloat: FieldReader = (value) => {
  const number = asNumber(value);
  if (number instanceof FieldRefusal || !Number.isFinite(number)) return number;
  return Number.isFinite(Math.fround(number as number)) ? number : refused('a number of 32 bits', value);
};

const asBoolean: FieldReader = (value) => {
  if (typeof value === 'boolean') return value;
  if (/^(true|t|yes|1)$/i.test(String(value))) return true;
  return /^(false|f|no|0)$/i.test(String(value)) ? false : refused('true or false', value);
};

const DATE = /^(\d{4})-(\d\d)-(\d\d)$/;
const TIME = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d(?:\.(\d{1,9}))?)?)\s*(Z|[+-]\d\d(?::?\d\d)?)?$/i;

const asDate: FieldReader = (value) =>
  calendarDay(String(value)) ?? refused('a date such as 2024-12-31', value);

const asTimestamp: FieldReader = (value) => {
  const [, day = '', time = '', fraction = '', zone = 'Z'] = TIME.exec(String(value)) ?? [];
  const whole = calendarDay(day) && new Date(`${day}T${time}${inMinutes(zone)}`);
  const micros = Number(fraction.slice(3, 6).padEnd(3, '0'));
  if (whole && !Number.isNaN(whole.getTime())) return micros === 0 ? whole : new FineDate(whole, micros);
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

/** A time in whole seconds, as a column of such has it. */
const asSeconds: FieldReader = (value) => {
  const time = asTimestamp(value);
  if (time instanceof FieldRefusal || (time as Date).getTime() % 1_000 === 0) return time;
  return refused('a time of whole seconds', value);
};

const NANOS_END = 9_223_372_036_854;

/** Nanoseconds of 64 bits reach from 1677 to 2262. */
const asNanos: FieldReader = (value) => {
  const time = asTimestamp(value);
  if (time instanceof FieldRefusal || Math.abs((time as Date).getTime()) < NANOS_END) return time;
  return refused('a time between 1677 and 2262', value);
};

const asTimeOfDay: FieldReader = (value) =>
  /^([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,6})?)?$/.test(String(value))
    ? String(value)
    : refused('a time of day such as 23:59:59', value);

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
