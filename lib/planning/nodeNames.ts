/**
 * Gives each id of a drawing a name that every drawing language takes: n0, n1, … in the order in which they
 * are asked for. Ids made fit sign by sign would fall together where they differ in punctuation alone.
 */
export function nodeNames(): (id: string) => string {
  const names = new Map<string, string>();
  return (id) => {
    const name = names.get(id) ?? `n${names.size}`;
    names.set(id, name);
    return name;
  };
}
