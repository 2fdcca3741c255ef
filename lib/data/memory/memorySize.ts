import type { Row } from '../../definitions/frame.ts';
import type { SizeEstimate } from '../engine.ts';
import type { TableVersion } from './table.ts';

/** How big a table is: its rows are counted, their size is guessed from the first ones. */
export function memorySize({ rows, length }: TableVersion): SizeEstimate {
  const sample = rows.slice(0, Math.min(length, 100));
  const bytes = sample.reduce((sum, row) => sum + sizeOf(row), 0);
  return { rows: length, bytes: sample.length === 0 ? 0 : Math.round((bytes / sample.length) * length) };
}

function sizeOf(value: unknown): number {
  if (typeof value === 'string') return value.length;
  if (value instanceof Uint8Array) return value.length;
  if (typeof value !== 'object' || value === null || value instanceof Date) return 8;
  return Object.values(value as Row).reduce<number>((sum, part) => sum + sizeOf(part), 0);
}
