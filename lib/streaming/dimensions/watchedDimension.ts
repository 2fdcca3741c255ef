import type { Columns, Entity } from '../../definitions/entity.ts';
import { classifySchemaChange } from './classifySchemaChange.ts';
import type { Detection } from './detection.ts';
import type { ChangeClass, DimensionChange, DimensionVersion } from './dimensionChange.ts';

/** A dimension that is watched, and how. */
export interface WatchedDimension {
  readonly entity: Entity;
  /** By what it is said to have changed. @default { by: 'version' } */
  readonly detect?: Detection;
  /** By how much it must have changed, where that is a number; less adds up. @default any difference */
  readonly minimumDelta?: number;
  /** Says of which class a change is. @default what its columns say, or who pushed it */
  readonly classify?: (change: DimensionChange) => ChangeClass;
}

/** How a dimension was when it was looked at. */
export interface Sight {
  /** The version that the engine keeps; nothing where it keeps none. */
  readonly version: DimensionVersion | undefined;
  readonly mark: DimensionVersion;
  readonly columns: Columns;
  /** What who pushed it says of the change. */
  readonly changeClass: ChangeClass | undefined;
  readonly isPushed: boolean;
}

/** What is known of a dimension: how it was seen last, and how it was when it was last told of. */
export interface KnownDimension {
  readonly seen: Sight;
  readonly told: Sight;
}

/** What is known of all dimensions, by their ids. */
export type KnownDimensions = ReadonlyMap<string, KnownDimension>;

/** Lays what was seen over what was known; what differs too little is not told, and adds up. */
export function overlay(
  known: KnownDimensions,
  seen: KnownDimensions,
  watched: ReadonlyMap<string, WatchedDimension>,
): KnownDimensions {
  const all = new Map(known);
  for (const [id, next] of seen) {
    const before = known.get(id);
    if (before && isLate(before.seen, next.seen)) continue;
    const isNews = !before || differs(before.told, next.seen, watched.get(id)?.minimumDelta);
    all.set(id, isNews ? next : { seen: next.seen, told: before.told });
  }
  return all;
}

/** Whether nothing is to be told. */
export function sameTold(before: KnownDimensions, after: KnownDimensions): boolean {
  return [...after].every(([id, { told }]) => before.get(id)?.told === told);
}

/** The change from one sight of a dimension to another. */
export function changeOf(
  { entity: { id: entityId }, classify }: WatchedDimension,
  before: Sight,
  after: Sight,
): DimensionChange {
  const byColumns = classifySchemaChange(before.columns, after.columns).changeClass;
  const changeClass = byColumns === 'data' ? (after.changeClass ?? 'data') : byColumns;
  const change = { entityId, oldVersion: before.mark, newVersion: after.mark, changeClass };
  return classify ? { ...change, changeClass: classify(change) } : change;
}

/** What was pushed may have been looked at after the poll has seen something newer. */
function isLate(known: Sight, { isPushed, version }: Sight): boolean {
  return (
    isPushed && typeof version === 'number' && typeof known.version === 'number' && version < known.version
  );
}

function differs(before: Sight, after: Sight, minimumDelta = 0): boolean {
  if (classifySchemaChange(before.columns, after.columns).changeClass !== 'data') return true;
  if (before.mark === after.mark) return false;
  if (typeof before.mark !== 'number' || typeof after.mark !== 'number') return true;
  return Math.abs(after.mark - before.mark) >= minimumDelta;
}
