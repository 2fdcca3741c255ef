/**
 * The type that holds every value of both, as the same value; nothing where there is none. Numbers grow as
 * far as digits are kept: a BIGINT and a DOUBLE have no common type, as a DOUBLE would round. Dates become
 * timestamps. Only what is text already (ENUM, UUID) becomes VARCHAR: a number in a text column would be
 * another value for who reads it. Types are given as DuckDB tells them.
 */
export function widened(from: string, to: string): string | undefined {
  if (from === to) return from;
  if (from === 'NULL') return to;
  if (to === 'NULL') return from;
  if (isList(from) || isList(to)) return widenedList(from, to);
  return widenedNumber(from, to) ?? widenedTime(from, to) ?? widenedText(from, to);
}

const isList = (type: string) => type.endsWith('[]');

function widenedList(from: string, to: string): string | undefined {
  if (!isList(from) || !isList(to)) return undefined;
  const item = widened(from.slice(0, -2), to.slice(0, -2));
  return item && `${item}[]`;
}

/** Whole numbers by the bits that they have besides the sign. */
const signed: Readonly<Record<string, number>> = {
  TINYINT: 7,
  SMALLINT: 15,
  INTEGER: 31,
  BIGINT: 63,
  HUGEINT: 127,
};
const unsigned: Readonly<Record<string, number>> = {
  UTINYINT: 8,
  USMALLINT: 16,
  UINTEGER: 32,
  UBIGINT: 64,
  UHUGEINT: 128,
};

interface Numeric {
  readonly kind: 'signed' | 'unsigned' | 'decimal' | 'float';
  /** How many bits any whole number may have that it holds exactly. */
  readonly bits: number;
  /** Decimal digits before and after the point. */
  readonly whole: number;
  readonly scale: number;
}

function numeric(type: string): Numeric | undefined {
  const kind = type in signed ? 'signed' : type in unsigned ? 'unsigned' : undefined;
  const bits = signed[type] ?? unsigned[type];
  if (kind && bits) return { kind, bits, whole: Math.ceil(bits * Math.log10(2)), scale: 0 };
  if (type === 'FLOAT') return { kind: 'float', bits: 24, whole: 6, scale: 0 };
  if (type === 'DOUBLE') return { kind: 'float', bits: 53, whole: 15, scale: 0 };
  const [, width, scale] = /^DECIMAL\((\d+),(\d+)\)$/.exec(type) ?? [];
  if (width === undefined || scale === undefined) return undefined;
  return { kind: 'decimal', bits: 0, whole: Number(width) - Number(scale), scale: Number(scale) };
}

function widenedNumber(from: string, to: string): string | undefined {
  const [a, b] = [numeric(from), numeric(to)];
  if (!a || !b) return undefined;
  if (a.kind === 'float' || b.kind === 'float') return widenedFloat(a, b);
  if (a.kind === 'decimal' || b.kind === 'decimal') {
    const scale = Math.max(a.scale, b.scale);
    const width = Math.max(a.whole, b.whole) + scale;
    return width <= 38 ? `DECIMAL(${width},${scale})` : undefined;
  }
  const bits = Math.max(a.bits, b.bits);
  const names = a.kind === 'unsigned' && b.kind === 'unsigned' ? unsigned : signed;
  return Object.keys(names).find((name) => (names[name] ?? 0) >= bits);
}

/** What a DOUBLE holds exactly: whole numbers of 53 bits, decimals of 15 digits. */
function widenedFloat(a: Numeric, b: Numeric): string | undefined {
  const fits = [a, b].every(({ kind, bits, whole, scale }) =>
    kind === 'decimal' ? whole + scale <= 15 : bits <= 53,
  );
  return fits ? 'DOUBLE' : undefined;
}

const times = ['DATE', 'TIMESTAMP_S', 'TIMESTAMP_MS', 'TIMESTAMP'];

function widenedTime(from: string, to: string): string | undefined {
  const finer = Math.max(times.indexOf(from), times.indexOf(to));
  return times.includes(from) && times.includes(to) ? times[finer] : undefined;
}

function widenedText(from: string, to: string): string | undefined {
  const texts = [from, to].every(
    (type) => type === 'VARCHAR' || type === 'UUID' || type.startsWith('ENUM('),
  );
  return texts ? 'VARCHAR' : undefined;
}
