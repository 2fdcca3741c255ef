import { keepLayout, layoutOf } from './layout.ts';
import type { Plan } from './plan.ts';
import { withLate } from './withLate.ts';

/** Properties of a plan, each with what computes it. */
export type Amendments = { readonly [K in keyof Plan]?: () => Plan[K] };

/** The same plan with some properties computed otherwise; what it computes late stays late. */
export function amended(plan: Plan, amendments: Amendments): Plan {
  const layout = layoutOf(plan);
  const late: Plan = Object.create(Object.getPrototypeOf(plan), {
    ...Object.getOwnPropertyDescriptors(plan),
    ...Object.getOwnPropertyDescriptors(withLate({}, { ...amendments })),
  });
  if (layout) keepLayout(late, layout);
  return Object.freeze(late);
}
