import { failureOf } from '../signals/failureOf.ts';

/** A value as JSON, also where JSON has no word for it: big numbers are texts, errors are what they say. */
export function jsonText(value: unknown, indent?: number): string {
  return JSON.stringify(value, plain, indent) ?? 'null';
}

function plain(_: string, value: unknown): unknown {
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  if (value instanceof Error) return failureOf(value);
  if (value instanceof Map) return Object.fromEntries(value);
  if (value instanceof Set) return [...value];
  return value;
}
