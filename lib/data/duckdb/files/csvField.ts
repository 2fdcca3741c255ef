/** How a text becomes a value of a column, and when it is not certain that `textFiles` would make the same of it. */
export interface CsvField {
  readonly value: string;
  /** A condition that is never null. */
  readonly doubt: string | undefined;
}

/**
 * The reader of a column, of a text that may be null. DuckDB takes more for a number or a time than `textFiles`, and
 * rounds; so what is not written as such values usually are is doubtful, and looked at by `textFiles`. Nothing
 * where all of it would have to be.
 */
export function csvField(text: string, type: string): CsvField | undefined {
  if (type === 'VARCHAR') return { value: text, doubt: undefined };
  if (type === 'BOOLEAN') return booleanField(text);
  const value = `try_cast(${text} as ${type})`;
  if (WHOLE.test(type)) return { value, doubt: unlessSame(text, value, '[+-]?[0-9]+') };
  const digits = DECIMAL.exec(type);
  if (digits) return { value, doubt: unlessLike(text, value, decimalOf(digits[2])) };
  if (type === 'DOUBLE') return numberField(text, value);
  // By way of a DOUBLE, as numbers of JavaScript are.
  if (type === 'FLOAT') return numberField(text, `try_cast(try_cast(${text} as DOUBLE) as FLOAT)`);
  if (type === 'DATE') return { value, doubt: unlessLike(text, value, DAY) };
  if (type === 'TIME') return { value, doubt: unlessLike(text, value, TIME) };
  if (type === 'UUID') return { value, doubt: unlessLike(text, value, UUID) };
  if (!TIMESTAMP.test(type)) return undefined;
  const time = `try_cast(${text} as TIMESTAMPTZ)`;
  const made = type === 'TIMESTAMP' ? `timezone('UTC', ${time})` : time;
  return { value: made, doubt: unlessLike(text, made, `${DAY}([T ]${TIME}${ZONE})?`) };
}

function booleanField(text: string): CsvField {
  const value = `case when lower(${text}) in ('true', 't', 'yes', '1') then true when lower(${text}) in ('false', 'f', 'no', '0') then false end`;
  return { value, doubt: `(${text} is not null and ${value} is null)` };
}

const numberField = (text: string, value: string): CsvField => ({
  value,
  doubt: `(${unlessLike(text, value, '-?[0-9]+(\\.[0-9]+)?([eE][+-]?[0-9]+)?')} or coalesce(isinf(${value}), false))`,
});

/** Most are written as they are told again, which is found out sooner. */
const unlessSame = (text: string, value: string, pattern: string): string =>
  `(case when ${value}::varchar is not distinct from ${text} then false else ${unlessLike(text, value, pattern)} end)`;

const unlessLike = (text: string, value: string, pattern: string): string =>
  `(${text} is not null and (${value} is null or not regexp_full_match(${text}, '${pattern}')))`;

const decimalOf = (scale = '3') => (scale === '0' ? '-?[0-9]+' : `-?[0-9]+(\\.[0-9]{1,${scale}})?`);

const WHOLE = /^U?(TINYINT|SMALLINT|INTEGER|BIGINT|HUGEINT)$/;
const DECIMAL = /^DECIMAL(?:\((\d+), ?(\d+)\))?$/;
const TIMESTAMP = /^TIMESTAMP( WITH TIME ZONE)?$/;

const DAY = '[1-9][0-9]{3}-[0-9]{2}-[0-9]{2}';
const TIME = '([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9](\\.[0-9]{1,6})?)?';
const ZONE = '(Z|[+-](0[0-9]|1[0-4])(:[0-5][0-9])?)?';
const UUID = '[0-9a-fA-F]{8}-([0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}';
