import { readableId } from './readableId.ts';

/** The first ids of a list, and how many more there are; nothing of an empty one. */
export function shortList(ids: readonly string[], most: number): string {
  const hidden = ids.length - most;
  const shown = ids.slice(0, most).map(readableId);
  return (hidden > 0 ? [...shown, `… ${hidden} more`] : shown).join(', ');
}
