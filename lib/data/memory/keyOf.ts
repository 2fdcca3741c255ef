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
