/** One subscription to a query, which may fail and be followed by another. */
export interface Attempt {
  /** Its run, once that has come to its turn. */
  epoch: number;
  /** Whether it came to run. */
  started: boolean;
  /** Whether it ended by itself, so that nothing of it has to be stopped. */
  broke: boolean;
  failure: { readonly error: unknown } | undefined;
}
