import { allAlike } from './allAlike.ts';
import { criticalPath } from './criticalPath.ts';
import { type DependencyGraph, dependencyGraph } from './dependencyGraph.ts';
import { filledIn } from './filledIn.ts';
import { type NumberKind, numberOfEach } from './numberOfEach.ts';
import { type PoolOfEach, poolOfEach } from './poolOfEach.ts';

/** What may be said of each member that is to run. */
export interface MemberOptions<T> {
  /**
   * The indices of the members that have to end before this one starts; or the graph of all members, where
   * somebody has it already. @default none
   */
  readonly dependencies?: ((member: T, index: number) => ArrayLike<number>) | DependencyGraph;
  /**
   * Of the members that could start, the one with the highest starts first; ties in the order given.
   * @default how long this member, and the longest line of members that waits for it, takes by `duration`
   */
  readonly priority?: (member: T, index: number) => number;
  /**
   * How long it takes, in any unit; `undefined` counts as rather long: the mean of those known and their standard
   * deviation. @default all alike
   */
  readonly duration?: (member: T, index: number) => number | undefined;
  /** How many slots it takes; more than there are counts as all. @default 1 */
  readonly weight?: (member: T, index: number) => number;
  /** How many members of each pool may run at once, on top of the slots. @default no pools */
  readonly pools?: Readonly<Record<string, number>>;
  /** The pool it belongs to, if any. @default none */
  readonly pool?: (member: T, index: number) => string | undefined;
  /** What it is called in errors. @default its index */
  readonly label?: (member: T, index: number) => string;
}

/** All there is to know about members before they run. It is made once and never changes. */
export interface ReadyPlan {
  readonly graph: DependencyGraph;
  readonly priorities: Float64Array;
  /** The slots each member takes; `undefined` if each takes one. */
  readonly weights: Int32Array | undefined;
  readonly pools: PoolOfEach | undefined;
}

/** Asks all there is to know of each member, once, and refuses what could never run. */
export function readyPlan<T>(members: readonly T[], options: MemberOptions<T>): ReadyPlan {
  const { dependencies, priority, duration, weight, pools = {}, pool, label } = options;
  const size = members.length;
  const each =
    <A>(ask: (member: T, index: number) => A) =>
    (index: number): A =>
      ask(members[index] as T, index);
  const labelOf = label ? each(label) : String;
  const graph =
    typeof dependencies === 'object'
      ? sized(dependencies, size)
      : dependencyGraph(size, dependencies ? each(dependencies) : () => [], labelOf);
  const numbers = (of: (member: T, index: number) => number, kind: NumberKind): Float64Array =>
    numberOfEach(size, each(of), kind, labelOf);

  return {
    graph,
    priorities: priority
      ? numbers(priority, PRIORITY)
      : criticalPath(
          graph,
          (duration && filledIn(numbers(orUnknown(duration), DURATION))) ?? allAlike(graph),
        ),
    weights: weight && Int32Array.from(numbers(weight, WEIGHT)),
    pools: pool && poolOfEach(size, each(pool), pools, labelOf),
  };
}

/** A graph is taken as it is: whoever has one has found no circle in it. */
function sized(graph: DependencyGraph, size: number): DependencyGraph {
  if (graph.size === size) return graph;
  throw new RangeError(`expected a graph of ${size} members, got one of ${graph.size}`);
}

const PRIORITY: NumberKind = {
  what: 'priority',
  kind: 'a number',
  accepts: (priority) => typeof priority === 'number' && !Number.isNaN(priority),
};
const DURATION: NumberKind = {
  what: 'duration',
  kind: 'a number of at least 0, or undefined',
  accepts: (duration) => Number.isNaN(duration) || (duration >= 0 && Number.isFinite(duration)),
};
const WEIGHT: NumberKind = {
  what: 'weight',
  kind: 'a positive integer',
  accepts: (weight) => Number.isInteger(weight) && weight > 0 && weight <= 0x7fff_ffff,
};

/** Unknown durations are NaN until they are filled in. */
function orUnknown<A extends unknown[]>(
  duration: (...about: A) => number | undefined,
): (...about: A) => number {
  return (...about) => duration(...about) ?? Number.NaN;
}
