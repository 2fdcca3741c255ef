import type { MarbleMessage } from './marbleMessage.ts';

/** An observable emitted as a value is told by the list of what it did; says whether a value is such a list. */
export function isInnerObservable(value: unknown): value is readonly MarbleMessage[] {
  const isMessage = (item: unknown) =>
    typeof item === 'object' && item !== null && 'frame' in item && 'notification' in item;
  return Array.isArray(value) && value.length > 0 && value.every(isMessage);
}
