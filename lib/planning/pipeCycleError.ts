/** As many circles, and as many pipes of one, are worth reading; the error has them all. */
const SHOWN = 10;
const LONG = 50;

/** Pipes that wait for each other, so that none of them can run; each circle begins with its smallest id. */
export class PipeCycleError extends Error {
  override readonly name = 'PipeCycleError';

  constructor(
    readonly cycles: readonly (readonly string[])[],
    /** At least as many circles are not listed. */
    readonly more = 0,
  ) {
    const shown = cycles.slice(0, SHOWN).map(closed);
    const unshown = cycles.length - shown.length + more;
    const rest = unshown > 0 ? `; and ${more > 0 ? 'at least ' : ''}${unshown} more` : '';
    super(`expected pipes that do not depend on each other in a circle, got ${shown.join('; ')}${rest}`);
  }
}

function closed(cycle: readonly string[]): string {
  const hidden = cycle.length - LONG;
  const ids = hidden > 0 ? [...cycle.slice(0, LONG), `(${hidden} more)`] : cycle;
  return [...ids, cycle[0]].join(' -> ');
}
