import type { Arcs } from './arcs.ts';
import { at } from './at.ts';
import { type Durations, weightsOf } from './durations.ts';
import { type Layout, layoutOf } from './layout.ts';
import { longestWay } from './longestWay.ts';
import { NodeHeap } from './nodeHeap.ts';
import type { Plan } from './plan.ts';
import { waits } from './waits.ts';

/** What runs the plan. */
export interface EstimateOptions {
  /** How many pipes run side by side at most. @default 4 */
  readonly concurrency?: number;
}

/** How long a plan takes, in milliseconds. */
export interface Estimate {
  /** With a barrier after each generation. */
  readonly withGenerations: number;
  /** Where each pipe starts as soon as it can, the one with the longest chain behind it first. */
  readonly scheduled: number;
  /** No order takes less: the longest chain, or all the work divided by those that do it. */
  readonly bound: number;
}

/** What a plan takes by known durations: a pipe without one counts as the median of the others. */
export function estimate(
  plan: Plan,
  durations: Durations,
  { concurrency = 4 }: EstimateOptions = {},
): Estimate {
  if (!(concurrency >= 1 && (Number.isInteger(concurrency) || concurrency === Number.POSITIVE_INFINITY)))
    throw new RangeError(`expected a concurrency that is a whole number of at least 1, got ${concurrency}`);
  const layout = layoutOf(plan);
  if (layout === undefined)
    throw new TypeError('expected a plan that "plan" made or "validatePlan" accepted, got another one');
  const weights = weightsOf(layout.graph, durations);
  const arcs = waits(layout.graph, layout.streams);
  const { lengths } = longestWay(arcs, layout.order, weights);
  const longest = lengths.reduce((a, b) => Math.max(a, b), 0);
  const total = weights.reduce((a, b) => a + b, 0);
  return {
    withGenerations: withBarriers(layout, weights, concurrency),
    scheduled: scheduled(arcs, weights, lengths, concurrency),
    bound: Math.max(longest, total / Math.min(concurrency, Math.max(1, arcs.size))),
  };
}

/** Pipes of a generation start in their order, each as soon as one before it has ended. */
function withBarriers({ order, starts }: Layout, weights: Float64Array, slots: number): number {
  const ends = new Float64Array(order.length);
  const running = new NodeHeap((a, b) => (ends[a] ?? 0) < (ends[b] ?? 0));
  let now = 0;
  for (let level = 0; level + 1 < starts.length; level++) {
    const begin = now;
    for (let i = at(starts, level); i < at(starts, level + 1); i++) {
      const node = at(order, i);
      const from = running.size < slots ? begin : (ends[running.pop()] ?? 0);
      ends[node] = from + (weights[node] ?? 0);
      running.push(node);
      now = Math.max(now, ends[node]);
    }
    while (running.size > 0) running.pop();
  }
  return now;
}

function scheduled(arcs: Arcs, weights: Float64Array, urgency: Float64Array, slots: number): number {
  const waitingFor = arcs.counts.slice();
  const ends = new Float64Array(arcs.size);
  const ready = new NodeHeap((a, b) => (urgency[a] ?? 0) > (urgency[b] ?? 0));
  const running = new NodeHeap((a, b) => (ends[a] ?? 0) < (ends[b] ?? 0));
  waitingFor.forEach((count, node) => {
    if (count === 0) ready.push(node);
  });
  let now = 0;
  while (ready.size + running.size > 0) {
    while (ready.size > 0 && running.size < slots) {
      const node = ready.pop();
      ends[node] = now + (weights[node] ?? 0);
      running.push(node);
    }
    now = ends[running.first] ?? now;
    while (running.size > 0 && ends[running.first] === now) release(running.pop(), arcs, waitingFor, ready);
  }
  return now;
}

function release(node: number, { start, targets }: Arcs, waitingFor: Int32Array, ready: NodeHeap): void {
  for (let i = at(start, node); i < at(start, node + 1); i++) {
    const target = at(targets, i);
    const left = at(waitingFor, target) - 1;
    waitingFor[target] = left;
    if (left === 0) ready.push(target);
  }
}
