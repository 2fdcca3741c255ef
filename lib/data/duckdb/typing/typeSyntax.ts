import type { TypeToken } from './typeTokens.ts';
import { duckdbNames, javascriptTypes, portableTypes } from './typeWords.ts';
import { unifiedType } from './unifiedType.ts';

/** How far the pieces of a type have been read. */
export class Reading {
  #at = 0;

  constructor(private readonly tokens: readonly TypeToken[]) {}

  get atEnd(): boolean {
    return this.#at === this.tokens.length;
  }

  /** The next piece if it is of the kind, and says the text if one is given; it is passed. */
  take(kind: TypeToken['kind'], text?: string): string | undefined {
    const next = this.tokens[this.#at];
    if (next?.kind !== kind || (text !== undefined && next.text.toUpperCase() !== text)) return undefined;
    this.#at++;
    return next.text;
  }

  sign(text: string): boolean {
    return this.take('sign', text) !== undefined;
  }

  /** Whether these words come next; they are passed if all of them do. */
  words(...words: readonly string[]): boolean {
    const begin = this.#at;
    if (words.every((word) => this.take('word', word) !== undefined)) return true;
    this.#at = begin;
    return false;
  }
}

type Part = (reading: Reading) => string | undefined;

/** One type, or several with `|` between them, of which `null` and `undefined` say nothing. */
export function unionOf(reading: Reading): string | undefined {
  const types: string[] = [];
  do {
    const type = partOf(reading);
    if (type === undefined) return undefined;
    types.push(type);
  } while (reading.sign('|'));
  return types.length === 1
    ? types[0]
    : unifiedType(types.map((type) => (literal(type) ? 'VARCHAR' : type)));
}

const literal = (type: string) => type.startsWith('"') && type.endsWith('"');

/** A type with what makes it a list: `[]`, or `[3]` for lists of three. */
function partOf(reading: Reading): string | undefined {
  let type = baseOf(reading);
  while (type !== undefined && reading.sign('[')) {
    const length = reading.take('number') ?? '';
    type = reading.sign(']') ? `${type}[${length}]` : undefined;
  }
  return type;
}

function baseOf(reading: Reading): string | undefined {
  if (reading.sign('(')) return closed(unionOf(reading), ')', reading);
  if (reading.take('text') !== undefined) return 'VARCHAR';
  if (reading.take('number') !== undefined) return 'DOUBLE';
  const name = reading.take('name');
  if (name !== undefined) return name;
  const word = reading.take('word');
  return word === undefined ? undefined : named(word, reading);
}

function named(word: string, reading: Reading): string | undefined {
  if ((word === 'Array' || word === 'ReadonlyArray') && reading.sign('<')) {
    const item = closed(unionOf(reading), '>', reading);
    return item && `${item}[]`;
  }
  const nested = Object.hasOwn(nestedTypes, word.toUpperCase())
    ? nestedTypes[word.toUpperCase()]
    : undefined;
  if (nested) return reading.sign('(') ? closed(nested(reading), ')', reading, word) : undefined;
  return zoned(word, reading) ?? sized(simpleType(word), reading);
}

const closed = (inner: string | undefined, sign: string, reading: Reading, name?: string) => {
  if (inner === undefined || !reading.sign(sign)) return undefined;
  return name === undefined ? inner : `${name.toUpperCase()}(${inner})`;
};

function simpleType(word: string): string | undefined {
  if (Object.hasOwn(javascriptTypes, word)) return javascriptTypes[word];
  if (word === 'null' || word === 'undefined') return 'NULL';
  if (word === 'true' || word === 'false') return 'BOOLEAN';
  const [lower, upper] = [word.toLowerCase(), word.toUpperCase()];
  if (word !== upper && Object.hasOwn(portableTypes, lower)) return portableTypes[lower];
  return Object.hasOwn(duckdbNames, upper) ? duckdbNames[upper] : undefined;
}

function zoned(word: string, reading: Reading): string | undefined {
  const upper = word.toUpperCase();
  if (upper === 'TIMESTAMPTZ' || upper === 'TIMETZ') return `${upper.slice(0, -2)} WITH TIME ZONE`;
  if (upper === 'DOUBLE' && reading.words('PRECISION')) return 'DOUBLE';
  if (upper !== 'TIMESTAMP' && upper !== 'TIME') return undefined;
  return reading.words('WITH', 'TIME', 'ZONE') ? `${upper} WITH TIME ZONE` : undefined;
}

/** `DECIMAL(10, 2)`; the length of a VARCHAR is read and says nothing, as DuckDB has it. */
function sized(type: string | undefined, reading: Reading): string | undefined {
  if (type !== 'DECIMAL' && type !== 'VARCHAR') return type;
  if (!reading.sign('(')) return type === 'DECIMAL' ? 'DECIMAL(18,3)' : type;
  const width = reading.take('number');
  const scale = type === 'DECIMAL' && reading.sign(',') ? reading.take('number') : '0';
  if (width === undefined || scale === undefined || !reading.sign(')')) return undefined;
  if (type === 'VARCHAR') return type;
  const fits = Number(width) >= 1 && Number(width) <= 38 && Number(scale) <= Number(width);
  return fits ? `DECIMAL(${Number(width)},${Number(scale)})` : undefined;
}

/** What stands between the parentheses, with commas. */
const listed =
  (part: Part): Part =>
  (reading) => {
    const parts: string[] = [];
    do {
      const one = part(reading);
      if (one === undefined) return undefined;
      parts.push(one);
    } while (reading.sign(','));
    return parts.join(', ');
  };

const field: Part = (reading) => {
  const word = reading.take('word');
  const name = word === undefined ? reading.take('name') : `"${word}"`;
  const type = name && partOf(reading);
  return type && `${name} ${type}`;
};

const nestedTypes: Readonly<Record<string, Part>> = {
  STRUCT: listed(field),
  ROW: listed(field),
  UNION: listed(field),
  MAP: listed(partOf),
  ENUM: listed((reading) => reading.take('text')),
};
