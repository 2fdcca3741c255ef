import type { Entity } from './entity.ts';
import { isRecord } from './optionProblems.ts';

/** The fields in which two definitions of an entity differ; none, if they say the same. */
export function entityDifferences(one: Entity, other: Entity): readonly string[] {
  if (one === other) return [];
  return fields.filter((field) => !same(one[field], other[field]));
}

const fields = [
  'id',
  'name',
  'schema',
  'keys',
  'partitions',
  'tags',
  'layer',
  'scd2',
  'drift',
  'files',
] as const;

/** Codecs are the same if they are one; lists and columns if they have the same entries in the same order. */
function same(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  if (Array.isArray(one) && Array.isArray(other)) return sameEntries(one, other);
  return isPlain(one) && isPlain(other) && sameEntries(Object.entries(one), Object.entries(other));
}

const sameEntries = (one: readonly unknown[], other: readonly unknown[]): boolean =>
  one.length === other.length && one.every((entry, i) => same(entry, other[i]));

const isPlain = (value: unknown): value is Readonly<Record<string, unknown>> =>
  isRecord(value) &&
  Object.values(value).every((one) => isSimple(one) || (Array.isArray(one) && one.every(isSimple)));

const isSimple = (value: unknown) => typeof value === 'string' || typeof value === 'boolean';
