import type { Row } from '../../definitions/frame.ts';
import { EngineError } from '../engineError.ts';

/** The key of a row as text that tells it from every other; nothing where a column of it has no value. */
export function keyOf(row: Row, keys: readonly string[]): string | undefined {
  let text = '';
  for (const column of keys) {
    const value = row[column] ?? null;
    if (value === null) return undefined;
    const part = partOf(column, value);
    text += `${part.length}:${part}`;
  }
  return text;
}

/** The key of a row of a source, or the reason why it has none. */
export function keyFor(
  row: Row,
  number: number,
  { entityId, keys }: { readonly entityId: string; readonly keys: readonly string[] },
): string {
  const key = keyOf(row, keys);
  if (key !== undefined) return key;
  const empty = keys.find((column) => (row[column] ?? null) === null);
  const message = `${entityId}: row ${number}: expected a value in the key ${empty}, got none`;
  throw new EngineError('null_key', message, { entityId });
}

/** The values of some columns as text that tells them from all others; no value is one of its own. */
export function groupOf(row: Row, columns: readonly string[]): string {
  return columns.map((column) => keyOf(row, [column]) ?? '-').join();
}

/** The key as people read it, `id = 7, day = 2024-01-01`. */
export function readableKey(row: Row, keys: readonly string[]): string {
  return keys.map((column) => `${column} = ${String(row[column])}`).join(', ');
}

function partOf(column: string, value: unknown): string {
  switch (typeof value) {
    case 'string':
      return `s${value}`;
    case 'number':
    case 'bigint':
      return `n${value}`;
    case 'boolean':
      return `b${value}`;
  }
  if (value instanceof Date) return `d${value.getTime()}`;
  throw new EngineError('invalid', `expected a text, a number, a boolean or a date in the key ${column}`);
}
