import type { Entity } from './entity.ts';
import type { Check } from './expects.ts';
import { isRecord } from './optionProblems.ts';

/** The fields in which two definitions of an entity differ; none, if they say the same. */
export function entityDifferences(one: Entity, other: Entity): readonly string[] {
  if (one === other) return [];
  return fields.filter((field) => !same(one[field], other[field]));
}

const fields = [
  ...(['id', 'name', 'schema', 'keys', 'partitions', 'tags', 'layer', 'scd2', 'drift'] as const),
  ...(['files', 'lineage', 'checks', 'maxAge'] as const),
] as const;

/** Codecs are the same if they are one; lists and columns if they have the same entries in the same order. */
function same(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  if (Array.isArray(one) && Array.isArray(other)) return sameEntries(one, other);
  if (isCheck(one) && isCheck(other)) return sameEntries(Object.entries(one), Object.entries(other));
  return isPlain(one) && isPlain(other) && sameEntries(Object.entries(one), Object.entries(other));
}

const sameEntries = (one: readonly unknown[], other: readonly unknown[]): boolean =>
  one.length === other.length && one.every((entry, i) => same(entry, other[i]));

/** Those are data, but for the functions of queries, which have to be the same. */
const isCheck = (value: unknown): value is Check =>
  isRecord(value) && typeof value['severity'] === 'string';

const isPlain = (value: unknown): value is Readonly<Record<string, unknown>> =>
  isRecord(value) &&
  Object.values(value).every((one) => isSimple(one) || (Array.isArray(one) && one.every(isSimple)));

const isSimple = (value: unknown) => typeof value === 'string' || typeof value === 'boolean';
