import type { SchedulerLike } from 'rxjs';
import { type FakeQuery, type FakeQueryOptions, fakeQuery } from './fakeQuery.ts';

/** What one run of a query does in a fake engine. */
export interface FakeRunPlan {
  /** How long it takes to start, in milliseconds; `Infinity` hangs. @default 0 */
  readonly startTakes?: number;
  /** How long it takes to stop, in milliseconds; `Infinity` hangs. @default 0 */
  readonly stopTakes?: number;
  /** How long it takes to its first batch, and from each to the next, in milliseconds. @default 60_000 */
  readonly batchEvery?: number;
  /** How many rows its batches have, counted from 0; none is a look in vain. @default 100 each */
  readonly rows?: (batch: number) => number;
  /** What `batchEvery` and `rows` say otherwise, as a diagram; begins when the run has started. */
  readonly query?: FakeQuery;
}

/** Which run of which query is about to start. */
export interface FakeStart {
  readonly queryId: string;
  readonly epoch: number;
}

/**
 * What a query of a fake engine does: a diagram as `fakeQuery` takes it, one with options, or a function that says it
 * of each run. What depends on nothing but query and epoch stays the same whatever else is changed in a test.
 */
export type FakeBehaviour =
  | string
  | (Omit<FakeQueryOptions, 'scheduler'> & { readonly diagram: string })
  | ((start: FakeStart) => FakeRunPlan);

/** Says what each run of a query does; its diagram is one for all of them, so that batches are numbered on. */
export function fakeRunPlan(
  behaviour: FakeBehaviour,
  scheduler: SchedulerLike,
): (start: FakeStart) => FakeRunPlan {
  if (typeof behaviour === 'function') return behaviour;
  const { diagram, ...options } = typeof behaviour === 'string' ? { diagram: behaviour } : behaviour;
  const { startTakes = 0, stopTakes = 0 } = options;
  const plan = { startTakes, stopTakes, query: fakeQuery(diagram, { ...options, scheduler }) };
  return () => plan;
}
