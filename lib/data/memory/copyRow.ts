import type { Row } from '../../definitions/frame.ts';

/**
 * A copy that shares nothing that can be changed. Rows are copied on their way in and on their way out:
 * freezing them takes longer than a copy, makes reading them slower, and does nothing for dates and bytes.
 */
export function copyRow(row: Row): Row {
  const copy: Record<string, unknown> = { ...row };
  for (const column in copy) {
    const value = copy[column];
    if (value === undefined) delete copy[column];
    else if (typeof value === 'object' && value !== null) copy[column] = copyValue(value);
  }
  return copy;
}

/** Dates, bytes, lists and plain objects are copied; an instance of anything else is taken as it is. */
export function copyValue(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(copyValue);
  if (value instanceof Date) return new Date(value.getTime());
  if (value instanceof Uint8Array) return value.slice();
  return isPlain(value) ? copyRow(value as Row) : value;
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
