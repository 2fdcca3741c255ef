/** What came instead of what was expected, in a few words; the inside of objects is not shown. */
export function received(value: unknown): string {
  if (typeof value === 'string')
    return JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}…` : value);
  if (typeof value === 'function') return `a function${value.name === '' ? '' : ` ${value.name}`}`;
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value !== 'object' || value === null) return String(value);
  if (Array.isArray(value)) return value.length === 0 ? 'an empty array' : `an array of ${value.length}`;
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'an invalid date' : 'a date';
  if (typeof (value as { then?: unknown }).then === 'function') return 'a promise';
  const { kind, id } = value as { kind?: unknown; id?: unknown };
  if ((kind === 'entity' || kind === 'pipe' || kind === 'ingestion') && typeof id === 'string')
    return `the ${kind} "${id}"`;
  return 'an object';
}
