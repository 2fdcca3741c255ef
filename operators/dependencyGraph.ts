/** Who waits for whom, in flat arrays. Members are known by their index. */
export interface DependencyGraph {
  readonly size: number;
  /** How many dependencies each member has. */
  readonly counts: Int32Array;
  /** Those that wait for member `i` are in `dependents`, from `heads[i]` up to `heads[i + 1]`. */
  readonly heads: Int32Array;
  readonly dependents: Int32Array;
  /** All members, each behind its dependencies. */
  readonly order: Int32Array;
}

/** Members wait for each other in a circle, so none of them could ever start. */
export class DependencyCircleError extends Error {
  override readonly name = 'DependencyCircleError';

  /** `circle` names the members; each waits for the next, and the last for the first. */
  constructor(readonly circle: readonly string[]) {
    super(`expected members that can start, got a circle where each waits for the next: ${drawn(circle)}`);
  }
}

/** Makes the graph, and refuses one with a circle or with a dependency that is no member. */
export function dependencyGraph(
  size: number,
  dependenciesOf: (index: number) => ArrayLike<number>,
  label: (index: number) => string,
): DependencyGraph {
  const { counts, dependencies } = readDependencies(size, dependenciesOf, label);
  const heads = headsOf(size, dependencies);
  const dependents = dependentsOf(heads, counts, dependencies);
  const graph = { size, counts, heads, dependents, order: new Int32Array(size) };
  const blocked = fillOrder(graph);
  if (blocked) throw new DependencyCircleError(circleIn(blocked, counts, dependencies).map(label));
  return graph;
}

/** The dependencies of all members, one member after the other, and how many each of them has. */
function readDependencies(
  size: number,
  dependenciesOf: (index: number) => ArrayLike<number>,
  label: (index: number) => string,
): { counts: Int32Array; dependencies: readonly number[] } {
  const counts = new Int32Array(size);
  const dependencies: number[] = [];
  for (let member = 0; member < size; member++) {
    const own = dependenciesOf(member);
    counts[member] = own.length;
    for (let i = 0; i < own.length; i++) {
      const dependency = own[i] as number;
      if (!Number.isInteger(dependency) || dependency < 0 || dependency >= size) {
        const range = `indices from 0 to ${size - 1}`;
        throw new RangeError(
          `expected dependencies of member ${label(member)} to be ${range}, got ${dependency}`,
        );
      }
      dependencies.push(dependency);
    }
  }
  return { counts, dependencies };
}

function headsOf(size: number, dependencies: readonly number[]): Int32Array {
  const heads = new Int32Array(size + 1);
  for (let i = 0; i < dependencies.length; i++) {
    const next = (dependencies[i] as number) + 1;
    heads[next] = (heads[next] as number) + 1;
  }
  for (let i = 0; i < size; i++) heads[i + 1] = (heads[i + 1] as number) + (heads[i] as number);
  return heads;
}

function dependentsOf(heads: Int32Array, counts: Int32Array, dependencies: readonly number[]): Int32Array {
  const dependents = new Int32Array(dependencies.length);
  const free = heads.slice();
  let edge = 0;
  for (let member = 0; member < counts.length; member++) {
    for (let i = counts[member] as number; i > 0; i--) {
      const dependency = dependencies[edge++] as number;
      const place = free[dependency] as number;
      free[dependency] = place + 1;
      dependents[place] = member;
    }
  }
  return dependents;
}

/** Fills in the order, and returns how many dependencies were left to each member if not all had their turn. */
function fillOrder({ size, counts, heads, dependents, order }: DependencyGraph): Int32Array | undefined {
  const left = counts.slice();
  let filled = 0;
  for (let member = 0; member < size; member++) if (left[member] === 0) order[filled++] = member;
  for (let done = 0; done < filled; done++) {
    const member = order[done] as number;
    const end = heads[member + 1] as number;
    for (let edge = heads[member] as number; edge < end; edge++) {
      const dependent = dependents[edge] as number;
      const still = (left[dependent] as number) - 1;
      left[dependent] = still;
      if (still === 0) order[filled++] = dependent;
    }
  }
  return filled < size ? left : undefined;
}

/** Every blocked member waits for a blocked one, so going from one to the next ends in a circle. */
function circleIn(blocked: Int32Array, counts: Int32Array, dependencies: readonly number[]): number[] {
  const next = new Int32Array(counts.length);
  let edge = 0;
  for (let member = 0; member < counts.length; member++) {
    for (let i = counts[member] as number; i > 0; i--) {
      const dependency = dependencies[edge++] as number;
      if (blocked[dependency] !== 0) next[member] = dependency;
    }
  }
  const seenAt = new Map<number, number>();
  let at = blocked.findIndex((left) => left !== 0);
  for (; !seenAt.has(at); at = next[at] as number) seenAt.set(at, seenAt.size);
  return [...seenAt.keys()].slice(seenAt.get(at));
}

const DRAWN = 12;

function drawn(circle: readonly string[]): string {
  const hidden = circle.length - DRAWN;
  const rest = hidden > 0 ? [`… ${hidden} more …`] : [];
  return [...circle.slice(0, DRAWN), ...rest, circle[0]].join(' -> ');
}
