const SHOWN = 5;

/** Ids for people: the first ones, and how many more there are. */
export function named(ids: readonly string[]): string {
  const more = ids.length - SHOWN;
  return ids.slice(0, SHOWN).join(', ') + (more > 0 ? ` and ${more} more` : '');
}
