import type { Columns } from '../../../definitions/schema.ts';
import { isAssignable } from '../typing/assignable.ts';
import { widened } from '../typing/widened.ts';

/** Columns that hold what these hold and what others hold; a type that cannot hold both is left as it is. */
export function grownColumns(columns: Columns, others: Columns): Columns {
  const grown: Record<string, string> = { ...columns };
  for (const [name, type] of Object.entries(others)) {
    const old = grown[name];
    if (old === undefined) grown[name] = type;
    else if (!isAssignable(type, old)) grown[name] = widened(old, type) ?? old;
  }
  return grown;
}

/** Whether columns are those that are wanted. */
export const wideEnough = (columns: Columns, wanted: Columns): boolean =>
  Object.entries(wanted).every(([name, type]) => columns[name] === type);
