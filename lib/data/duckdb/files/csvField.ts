import type { FileColumn } from './fileGroup.ts';

/** How a column of a CSV file is read: as what, what is made of it, and when it does not fit after all. */
export interface CsvField {
  readonly readAs: string;
  readonly value: string;
  readonly misfit: string | undefined;
}

/**
 * The reader of a column. DuckDB would round what is no whole number, pass over the zone of a time, and make nothing
 * of what is no time at all without a word; so such columns are read as what loses nothing.
 */
export function csvField({ key, type }: FileColumn): CsvField {
  if (key === undefined) return { readAs: type, value: `cast(null as ${type})`, misfit: undefined };
  const raw = `r.c${key}`;
  if (WHOLE.test(type)) {
    const value = `try_cast(${raw} as ${type})`;
    return { readAs: 'DECIMAL(38, 10)', value, misfit: `${raw} is distinct from ${value}` };
  }
  if (/^TIMESTAMP/.test(type)) {
    const time = `try_cast(${raw} as TIMESTAMPTZ)`;
    const value = isZoned(type) ? time : `cast(timezone('UTC', ${time}) as ${type})`;
    return { readAs: 'VARCHAR', value, misfit: `${raw} is not null and ${time} is null` };
  }
  if (!NESTED.test(type)) return { readAs: type, value: raw, misfit: undefined };
  const value =
    type === 'JSON' ? `try_cast(${raw} as JSON)` : `try_cast(try_cast(${raw} as JSON) as ${type})`;
  return { readAs: 'VARCHAR', value, misfit: `${raw} is not null and ${value} is null` };
}

const isZoned = (type: string) => /^TIMESTAMP(TZ| WITH TIME ZONE)$/.test(type);

const WHOLE = /^U?(TINYINT|SMALLINT|INTEGER|BIGINT)$/;
const NESTED = /\]$|^(JSON|STRUCT|MAP|UNION)\b/;

/** What a column has to hold, in words. */
export function expectedOf(type: string): string {
  if (WHOLE.test(type) || /HUGEINT$/.test(type)) return 'a whole number';
  if (/^(DOUBLE|FLOAT|DECIMAL)/.test(type)) return 'a number';
  if (type === 'BOOLEAN') return 'true or false';
  if (type === 'DATE') return 'a date such as 2024-12-31';
  if (/^TIMESTAMP/.test(type)) return 'a time such as 2024-12-31T23:59:59Z';
  return type === 'JSON' ? 'JSON' : type;
}
