/**
 * A function that decides once for each text and remembers it. Names of signals are few; should there be
 * more than `max` texts all the same, it forgets them and begins again.
 */
export function decidedOnce<T extends NonNullable<unknown>>(
  decide: (text: string) => T,
  max = 10_000,
): (text: string) => T {
  const decided = new Map<string, T>();
  return (text) => {
    const known = decided.get(text);
    if (known !== undefined) return known;
    const fresh = decide(text);
    if (decided.size >= max) decided.clear();
    decided.set(text, fresh);
    return fresh;
  };
}
