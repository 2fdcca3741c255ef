/** One subscription to a query, which may fail and be followed by another. */
export interface Attempt {
  /** Its run, once that has come to its turn; 0 before. */
  epoch: number;
  begunAt: number;
  engineQueryId: string | undefined;
  /** What it took the place of. */
  replaced: Attempt | undefined;
  /** Whether it runs beside another, and takes its place once it makes progress. */
  isReplacement: boolean;
  /** Whether it came to run. */
  started: boolean;
  /** Whether it ended by itself, so that nothing of it has to be stopped. */
  broke: boolean;
  /** Whether nobody listens to it any more. */
  left: boolean;
  /** Whether nothing of it runs any more, or it was given up. */
  over: boolean;
  /** Whether it was given up. */
  fenced: boolean;
  /** Why it is stopped, if it is. */
  stopReason: string | undefined;
  failure: { readonly error: unknown } | undefined;
}

/** An attempt of which nothing has happened yet. */
export const newAttempt = (isReplacement: boolean): Attempt => ({
  ...{ epoch: 0, begunAt: 0, engineQueryId: undefined, replaced: undefined, isReplacement },
  ...{ started: false, broke: false, left: false, over: false, fenced: false },
  ...{ stopReason: undefined, failure: undefined },
});
