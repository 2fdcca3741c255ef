/** Gives an id that nobody else has; the name tells people what it is for. */
export type IdSource = (name: string) => string;

/** Ids out of a counter and a prefix that is drawn once: many times cheaper than a UUID each. */
export function sequentialIds(prefix: string = crypto.randomUUID().slice(0, 8)): IdSource {
  let count = 0;
  return (name) => `${name}-${prefix}-${++count}`;
}
