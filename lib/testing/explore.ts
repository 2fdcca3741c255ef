import { Exploration } from './exploration.ts';
import type { ExploreOptions } from './exploreOptions.ts';

/** What was played, where all held. */
export interface Explored {
  /** How many states there are that differ; without a fingerprint, as many as there are orders. */
  readonly states: number;
  /** How many actions were taken, not counting those that were taken again to get to where others follow. */
  readonly taken: number;
  /** Whether nothing is left to be found, however many actions there were. */
  readonly complete: boolean;
}

/**
 * Plays actions in every order that is possible, up to so many of them, and checks the world after each. Throws a
 * `CounterexampleError` where something does not hold, and no fewer actions lead to anything that does not.
 *
 * A world cannot be copied, so each action is taken in a new one, after all that came before it. With a fingerprint,
 * of several ways to one state only the first goes on. A fingerprint that leaves out what makes a difference hides
 * what comes of it: compare it once with orders that are played without.
 *
 * ```ts
 * explore({
 *   start: () => new Turnstile(),
 *   actions: {
 *     coin: { take: (turnstile) => turnstile.coin() },
 *     push: { when: (turnstile) => turnstile.isOpen, take: (turnstile) => turnstile.push() },
 *   },
 *   check: ({ passed, paid }) => assert(passed <= paid),
 *   depth: 8,
 * });
 * ```
 */
export function explore<W>(options: ExploreOptions<W>): Explored {
  const { depth } = options;
  if (!(Number.isInteger(depth) && depth >= 0))
    throw new RangeError(`expected depth to be an integer from 0 on, got ${depth}`);
  const exploration = new Exploration(options);
  for (let taken = 0; taken < depth && !exploration.complete; taken++) exploration.goOn();
  const { states, taken, complete } = exploration;
  return { states, taken, complete };
}
