import type { Check } from '../../definitions/expects.ts';
import type { Condition } from '../slice.ts';

/** Checks of which each row by itself tells whether it is as expected. */
export type RowCheck = Extract<Check, { readonly kind: 'notNull' | 'acceptedValues' | 'range' }>;

/** Whether rows can be looked at one by one. */
export const isRowCheck = (check: Check): check is RowCheck =>
  check.kind === 'notNull' || check.kind === 'acceptedValues' || check.kind === 'range';

/** Which rows are not as a check expects. What a column without a value is compared with does not hold. */
export function violating(check: RowCheck): Condition {
  switch (check.kind) {
    case 'notNull':
      return { op: 'any', of: check.columns.map((column) => ({ op: 'isNull', column })) };
    case 'acceptedValues': {
      const { column, values } = check;
      return { op: 'all', of: values.map((value) => ({ op: '!=', column, value })) };
    }
    case 'range': {
      const { column, min, max } = check;
      const below: readonly Condition[] = min === undefined ? [] : [{ op: '<', column, value: min }];
      const above: readonly Condition[] = max === undefined ? [] : [{ op: '>', column, value: max }];
      return { op: 'any', of: [...below, ...above] };
    }
  }
}

/** What is wrong with how many rows there are: 1 or nothing. */
export function miscounted(
  { min = 0, max = Number.POSITIVE_INFINITY }: { min?: number; max?: number },
  rows: number,
): number {
  return rows < min || rows > max ? 1 : 0;
}
