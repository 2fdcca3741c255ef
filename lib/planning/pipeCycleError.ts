const SHOWN = 10;

/** Pipes that wait for each other, so that none of them can run; each circle begins with its smallest id. */
export class PipeCycleError extends Error {
  override readonly name = 'PipeCycleError';

  constructor(
    readonly cycles: readonly (readonly string[])[],
    /** At least as many circles are not listed. */
    readonly more = 0,
  ) {
    const shown = cycles.slice(0, SHOWN).map((cycle) => [...cycle, cycle[0]].join(' -> '));
    const unshown = cycles.length - shown.length + more;
    const rest = unshown > 0 ? `; and ${more > 0 ? 'at least ' : ''}${unshown} more` : '';
    super(`expected pipes that do not depend on each other in a circle, got ${shown.join('; ')}${rest}`);
  }
}
