export interface ShortestTraceOptions {
  /** How often it may be tried; then the shortest found so far is given. @default Infinity */
  readonly maxRuns?: number;
}

/**
 * The fewest of some events with which something still fails, in their order: without any single one of them it
 * does not. Large parts are left out first, then smaller ones, so few causes among many events are found in few
 * runs. `fails` runs it all again, and must give the same for the same events; where it gives promises, a promise is
 * given.
 */
export function shortestTrace<E>(
  events: readonly E[],
  fails: (events: readonly E[]) => boolean,
  options?: ShortestTraceOptions,
): readonly E[];
export function shortestTrace<E>(
  events: readonly E[],
  fails: (events: readonly E[]) => Promise<boolean>,
  options?: ShortestTraceOptions,
): Promise<readonly E[]>;
export function shortestTrace<E>(
  events: readonly E[],
  fails: (events: readonly E[]) => boolean | Promise<boolean>,
  { maxRuns = Number.POSITIVE_INFINITY }: ShortestTraceOptions = {},
): readonly E[] | Promise<readonly E[]> {
  if (!(maxRuns >= 1)) throw new RangeError(`expected maxRuns to be a positive number, got ${maxRuns}`);
  return answered(search(events, maxRuns), fails);
}

/** Asks which events fail, and is told. */
type Search<E> = Generator<readonly E[], readonly E[], boolean>;

function* search<E>(events: readonly E[], maxRuns: number): Search<E> {
  if (!(yield events))
    throw new Error(`expected the ${events.length} events to fail, got a run that does not`);
  let shortest = events;
  let runs = 1;
  for (let size = events.length; size > 0; ) {
    let isShorter = false;
    for (let start = 0; start < shortest.length; ) {
      if (runs >= maxRuns) return shortest;
      runs += 1;
      const fewer = shortest.toSpliced(start, size);
      if (yield fewer) {
        shortest = fewer;
        isShorter = true;
      } else start += size;
    }
    // What could not be left out before may be now, so the last pass is one that leaves out nothing.
    if (size > 1) size = Math.ceil(size / 2);
    else if (!isShorter) break;
  }
  return shortest;
}

/** Answers at once, or from the first promise on later. */
function answered<E>(
  search: Search<E>,
  fails: (events: readonly E[]) => boolean | Promise<boolean>,
): readonly E[] | Promise<readonly E[]> {
  let step = search.next();
  while (!step.done) {
    const answer = fails(step.value);
    if (typeof answer !== 'boolean') return answeredLater(search, answer, fails);
    step = search.next(answer);
  }
  return step.value;
}

async function answeredLater<E>(
  search: Search<E>,
  first: Promise<boolean>,
  fails: (events: readonly E[]) => boolean | Promise<boolean>,
): Promise<readonly E[]> {
  let step = search.next(await first);
  while (!step.done) step = search.next(await fails(step.value));
  return step.value;
}
