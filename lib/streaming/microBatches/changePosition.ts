import type { Note } from '../../data/note.ts';
import { isRecord } from '../../definitions/optionProblems.ts';

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
