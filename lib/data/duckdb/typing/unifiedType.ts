/**
 * The one type of values that may be of any of these: that type where they agree, JSON where they do not,
 * for it keeps each as what it is. `NULL` stands for those that are never there.
 */
export function unifiedType(types: readonly string[]): string {
  const [first = 'NULL', ...others] = new Set(types.filter((type) => type !== 'NULL'));
  return others.length === 0 ? first : 'JSON';
}
