import type { Observable } from 'rxjs';
import type { Emit } from '../emit.ts';
import type { EdgeKind } from './changeTable.ts';
import type { CheckpointStanding } from './checkpointStanding.ts';

/** How a query reads a dimension. */
export interface DimensionEdge {
  readonly entityId: string;
  readonly kind: EdgeKind;
  /** Whether changes of the dimension concern the query. @default true */
  readonly restartOnChange?: boolean;
}

/** What a query reads, and how it is restarted. */
export interface QueryReads {
  /** @default [] */
  readonly dimensions?: readonly DimensionEdge[];
  /** Queries whose output it reads. @default [] */
  readonly upstreams?: readonly string[];
  /** Those with a higher number are restarted first. @default 0 */
  readonly priority?: number;
  /** Whether it is restarted because of changes at all. @default true */
  readonly restartOnChange?: boolean;
  /** Tells how far it is by its checkpoint, and whether it can go on from there. @default that is not known */
  readonly standing?: () => Observable<CheckpointStanding>;
}

/** Queries read each other's output in a circle, so that none could be restarted before the others. */
export class QueryCircleError extends Error {
  override readonly name = 'QueryCircleError';

  /** Each query of the circle reads the next, and the last the first. */
  constructor(readonly circle: readonly string[]) {
    super(
      `expected queries that do not read each other in a circle, got ${[...circle, circle[0]].join(' -> ')}`,
    );
  }
}

/** What running queries read: dimensions, and each other. */
export class QueryDependencies {
  readonly #reads = new Map<string, QueryReads>();
  readonly #emit: Emit;
  #below = new Map<string, ReadonlySet<string>>();

  constructor(emit: Emit = () => undefined) {
    this.#emit = emit;
  }

  /** Says what a query reads, in place of what was said before; refuses a circle with a `QueryCircleError`. */
  register(queryId: string, reads: QueryReads): void {
    const circle = this.#circleOf(queryId, reads.upstreams ?? []);
    if (circle) throw new QueryCircleError(circle);
    this.#reads.set(queryId, reads);
    this.#below = new Map();
    const { dimensions = [], upstreams = [] } = reads;
    this.#emit('streaming.dependencies_registered', () => ({
      queryId,
      dimensionCount: new Set(dimensions.map(({ entityId }) => entityId)).size,
      upstreamCount: new Set(upstreams).size,
    }));
  }

  unregister(queryId: string): void {
    this.#reads.delete(queryId);
    this.#below = new Map();
  }

  get(queryId: string): QueryReads | undefined {
    return this.#reads.get(queryId);
  }

  /** Queries that read a dimension, and how, in the order of registration. */
  readersOf(entityId: string): readonly { readonly queryId: string; readonly edge: DimensionEdge }[] {
    return [...this.#reads].flatMap(([queryId, { dimensions = [] }]) =>
      dimensions.filter((edge) => edge.entityId === entityId).map((edge) => ({ queryId, edge })),
    );
  }

  /** Queries that read the output of a query. */
  consumersOf(queryId: string): readonly string[] {
    return [...this.#reads]
      .filter(([, { upstreams = [] }]) => upstreams.includes(queryId))
      .map(([id]) => id);
  }

  /** Queries that read the output of a query, and those that read theirs, and so on. */
  allBelow(queryId: string): ReadonlySet<string> {
    const known = this.#below.get(queryId);
    if (known) return known;
    const below = new Set(this.consumersOf(queryId));
    for (const id of below) for (const consumer of this.consumersOf(id)) below.add(consumer);
    this.#below.set(queryId, below);
    return below;
  }

  /** The way from a query over those that it would read back to itself, if there is one. */
  #circleOf(queryId: string, upstreams: readonly string[]): readonly string[] | undefined {
    const cameFrom = new Map<string, string>();
    const open = [...upstreams].map((id) => [id, queryId] as const);
    for (let next = open.pop(); next; next = open.pop()) {
      const [id, from] = next;
      if (id === queryId) return [queryId, ...wayTo(from, queryId, cameFrom)];
      if (cameFrom.has(id)) continue;
      cameFrom.set(id, from);
      for (const upstream of this.#reads.get(id)?.upstreams ?? []) open.push([upstream, id]);
    }
    return undefined;
  }
}

function wayTo(end: string, start: string, cameFrom: ReadonlyMap<string, string>): readonly string[] {
  const way: string[] = [];
  for (let at: string | undefined = end; at !== undefined && at !== start; at = cameFrom.get(at))
    way.unshift(at);
  return way;
}
