import { DuckDBTimeValue, type DuckDBValue } from '@duckdb/node-api';
import { refuse } from './misfit.ts';

const TIME = /^([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d)(?:\.(\d{1,6}))?)?$/;

/** Makes times of day of their texts. */
export function timeOfDay(value: unknown): DuckDBValue {
  const [whole, hours, minutes, seconds = 0, fraction = ''] = TIME.exec(String(value)) ?? [];
  if (typeof value !== 'string' || whole === undefined) return refuse('the text of a time of day');
  const all = (Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds);
  return new DuckDBTimeValue(BigInt(all) * 1_000_000n + BigInt(fraction.padEnd(6, '0')));
}
