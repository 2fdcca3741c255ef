/** The key itself, or `other` for one that is new when there are `max` already. */
export function boundedKey(
  known: { readonly size: number; has(key: string): boolean },
  key: string,
  max: number,
): string {
  return known.has(key) || known.size < max ? key : 'other';
}
