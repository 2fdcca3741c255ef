import type { Entity } from '../../definitions/entity.ts';
import type { Check } from '../../definitions/expects.ts';
import type { Frame, Row } from '../../definitions/frame.ts';
import type { Engine } from '../engine.ts';

/** What came of one check of an entity. */
export interface CheckResult {
  readonly entityId: string;
  readonly name: string;
  readonly kind: Check['kind'];
  readonly severity: Check['severity'];
  readonly blocks: Check['blocks'];
  /** `broken`: it could not be made, which counts as failed. */
  readonly status: 'passed' | 'failed' | 'broken';
  /** Rows that were looked at; nothing where the check is broken. */
  readonly rows: number | undefined;
  /**
   * Rows that are not as expected: of `unique`, those after the first of a kind; of `rowCount`, 1 where there are too
   * many or too few; of `sql`, what the query gives.
   */
  readonly violations: number | undefined;
  /** Some of them; of `unique`, the values that come more than once. */
  readonly sample: readonly Row[];
  /** Why it is broken. */
  readonly error: unknown;
}

/** What is checked. */
export interface Checking {
  readonly entity: Entity;
  readonly engine: Engine;
  /** How many of the rows that are not as expected are shown. */
  readonly sample: number;
  /** The rows that are looked at. */
  readonly rows: Frame;
}

/** How many violations a check found, and some of them. */
export interface Found {
  readonly violations: number;
  readonly sample: readonly Row[];
}

/** What came of a check that could be made. */
export function checkedAs(
  entityId: string,
  check: Check,
  rows: number,
  { violations, sample }: Found,
): CheckResult {
  const status = violations > 0 ? 'failed' : 'passed';
  return { ...whatOf(entityId, check), status, rows, violations, sample, error: undefined };
}

/** What came of a check that could not be made. */
export function brokenCheck(entityId: string, check: Check, error: unknown): CheckResult {
  const none = { rows: undefined, violations: undefined, sample: [] };
  return { ...whatOf(entityId, check), status: 'broken', ...none, error };
}

const whatOf = (entityId: string, { name, kind, severity, blocks }: Check) => ({
  ...{ entityId, name, kind, severity, blocks },
});
