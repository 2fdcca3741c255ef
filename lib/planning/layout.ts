import type { Grouped } from './grouped.ts';
import type { PipeGraph } from './pipeGraph.ts';
import type { Plan } from './plan.ts';
import type { Streams } from './waits.ts';

/** What a plan is made of: the flat arrays that its properties are read from. */
export interface Layout extends Grouped {
  readonly graph: PipeGraph;
  readonly streams: Streams;
}

const layouts = new WeakMap<Plan, Layout>();

/** Keeps the layout of a plan, beside it: a copy of the plan that was changed has none. */
export function keepLayout(plan: Plan, layout: Layout): void {
  layouts.set(plan, layout);
}

/** The layout of a plan; nothing for one that was put together by hand and has not been validated. */
export const layoutOf = (plan: Plan): Layout | undefined => layouts.get(plan);

/** The layout of a plan that is to be run. Refuses plans that nobody has validated. */
export function layoutToRun(plan: Plan): Layout {
  const layout = layoutOf(plan);
  if (layout) return layout;
  throw new TypeError('expected a plan that "plan" made or "validatePlan" accepted, got another one');
}
