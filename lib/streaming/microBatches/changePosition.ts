import type { Note } from '../../data/note.ts';
import { isRecord } from '../../definitions/optionProblems.ts';
import type { ChangeCounts } from './changeCounts.ts';

/** Up to where the changes of an entity were taken: all of a version, and so many rows of those that follow it. */
export interface ChangePosition {
  readonly version: number;
  readonly offset: number;
}

/** A position as it was noted; nothing where the note is something else. */
export function changePosition(note: Note): ChangePosition | undefined {
  if (!isRecord(note)) return undefined;
  const { version, offset } = note;
  return isCount(version) && isCount(offset) ? { version, offset } : undefined;
}

const isCount = (value: unknown): value is number =>
  typeof value === 'number' && Number.isInteger(value) && value >= 0;

/** A part of what changed: from a position up to a version, or as many rows of it as a batch may have. */
export interface ChangePart {
  readonly from: ChangePosition;
  readonly upTo: number;
  readonly limit: number;
}

/** Where a part ends that has so many rows of each version. Pure. */
export function positionAfter({ from, upTo, limit }: ChangePart, counts: ChangeCounts): ChangePosition {
  const rows = counts.reduce((sum, [, count]) => sum + count, 0);
  if (rows < limit) return { version: upTo, offset: 0 };
  // It may or may not be all of the last version.
  const [, lastRows] = counts.at(-1) ?? [0, 0];
  const [before] = counts.at(-2) ?? [undefined];
  return before === undefined
    ? { version: from.version, offset: from.offset + lastRows }
    : { version: before, offset: lastRows };
}
