import { CounterexampleError } from './counterexampleError.ts';
import type { ExploreOptions } from './exploreOptions.ts';

/** What has been found of a world so far, and where it goes on. */
export class Exploration<W> {
  states = 0;
  taken = 0;
  readonly #options: ExploreOptions<W>;
  readonly #known = new Set<string>();
  /** Ways to states that are new, all of the same length. */
  #open: Way[] = [];

  constructor(options: ExploreOptions<W>) {
    this.#options = options;
    this.#arrive(options.start(), undefined);
  }

  get complete(): boolean {
    return this.#open.length === 0;
  }

  /** Goes one action further on all ways. */
  goOn(): void {
    const open = this.#open;
    this.#open = [];
    for (const way of open) this.#goOnFrom(way);
  }

  #goOnFrom(way: Way): void {
    const { actions } = this.#options;
    let world: W | undefined = this.#worldAfter(way);
    // Asked once, as this world is then used up by the first of them.
    const possible = Object.entries(actions).filter(([, { when }]) => when?.(world as W) ?? true);
    for (const [name, { take }] of possible) {
      const here: W = world ?? this.#worldAfter(way);
      world = undefined;
      const next = { name, before: way };
      this.#holds(next, () => take(here));
      this.taken += 1;
      this.#arrive(here, next);
    }
  }

  #arrive(world: W, way: Way): void {
    const { check, ends = {} } = this.#options;
    this.#holds(way, () => check?.(world));
    if (!this.#isNew(world)) return;
    this.states += 1;
    this.#open.push(way);
    let unused: W | undefined = world;
    for (const [end, come] of Object.entries(ends)) {
      const here: W = unused ?? this.#worldAfter(way);
      unused = undefined;
      this.#holds(way, () => come(here), end);
    }
  }

  #isNew(world: W): boolean {
    const { fingerprint } = this.#options;
    if (!fingerprint) return true;
    const { size } = this.#known;
    return this.#known.add(fingerprint(world)).size > size;
  }

  #worldAfter(way: Way): W {
    const { start, actions } = this.#options;
    const world = start();
    for (const name of namesOf(way)) actions[name]?.take(world);
    return world;
  }

  #holds(way: Way, call: () => void, end?: string): void {
    try {
      call();
    } catch (cause) {
      throw this.#counterexample(way, end, cause);
    }
  }

  /** Plays it once more, to show each state. */
  #counterexample(way: Way, end: string | undefined, cause: unknown): CounterexampleError {
    const { start, actions, fingerprint = () => '', show = fingerprint } = this.#options;
    const world = start();
    const before = show(world);
    const steps = namesOf(way).map((action) => {
      try {
        actions[action]?.take(world);
      } catch {
        // What broke is told as the cause; here is shown what it left behind.
      }
      return { action, state: show(world) };
    });
    return new CounterexampleError({ before, steps, end, cause });
  }
}

/** The last of some actions, and those before it; none at the beginning. */
type Way = { readonly name: string; readonly before: Way } | undefined;

function namesOf(way: Way): readonly string[] {
  const names: string[] = [];
  for (let at = way; at; at = at.before) names.unshift(at.name);
  return names;
}
