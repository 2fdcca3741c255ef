import { oneLine } from '../planning/oneLine.ts';
import { visibleText } from '../planning/visibleText.ts';
import { jsonText } from './jsonText.ts';

/** A value of a row as people read it, on one line; what is none says so. */
export function cellText(value: unknown): string {
  if (value === null || value === undefined) return '∅';
  if (typeof value === 'string') return visibleText(value.replace(/\s+/g, ' '));
  if (typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean')
    return String(value);
  if (value instanceof Date) return dateText(value);
  return oneLine(jsonText(value));
}

/** Whether a value is lined up at its last digit. */
export const isNumeric = (value: unknown): boolean =>
  typeof value === 'number' || typeof value === 'bigint';

function dateText(date: Date): string {
  if (Number.isNaN(date.getTime())) return 'no date';
  return date
    .toISOString()
    .replace('T', ' ')
    .replace(/(:00)?\.000Z$/, 'Z')
    .replace(/ 00:00Z$/, '');
}
