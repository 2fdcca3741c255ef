import type { Condition } from '../slice.ts';
import type { CursorValue } from './cursor.ts';

/**
 * The rows after a value of a column, up to and with another. Engines may keep times finer than milliseconds:
 * those within one millisecond are read together, whether it is the last or the first.
 */
export function beyond(column: string, after: CursorValue | undefined, upTo?: CursorValue): Condition {
  const bounds: readonly Condition[] = [
    ...(after === undefined ? [] : [afterValue(column, after)]),
    ...(upTo === undefined ? [] : [upToValue(column, upTo)]),
  ];
  return { op: 'all', of: bounds };
}

/** A value so much before another, for rows that come late. */
export function earlier(value: CursorValue, lag: number): CursorValue {
  if (lag === 0) return value;
  if (value instanceof Date) return new Date(value.getTime() - lag);
  if (typeof value === 'number') return value - lag;
  if (typeof value === 'bigint') return value - BigInt(Math.ceil(lag));
  throw new TypeError(
    `expected a number or a time to take a lag from, got the text ${JSON.stringify(value)}`,
  );
}

const next = (time: Date) => new Date(time.getTime() + 1);

const afterValue = (column: string, value: CursorValue): Condition =>
  value instanceof Date ? { op: '>=', column, value: next(value) } : { op: '>', column, value };

const upToValue = (column: string, value: CursorValue): Condition =>
  value instanceof Date ? { op: '<', column, value: next(value) } : { op: '<=', column, value };
