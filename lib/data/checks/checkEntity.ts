import { catchError, defer, forkJoin, map, type Observable, of } from 'rxjs';
import type { Entity } from '../../definitions/entity.ts';
import type { Check } from '../../definitions/expects.ts';
import type { Engine } from '../engine.ts';
import { brokenCheck, type Checking, type CheckResult } from './checkResult.ts';
import { rowChecks } from './rowChecks.ts';
import { sqlChecks } from './sqlChecks.ts';
import { isRowCheck } from './violating.ts';

export interface CheckEntityOptions {
  /** How many of the rows that are not as expected come with each result. @default 5 */
  readonly sample?: number;
  /**
   * Leaves out rows that were as they are at this version already, where a check looks at each row by itself
   * (`notNull`, `acceptedValues`, `range`); needs an engine with versions. @default all rows
   */
  readonly since?: number | undefined;
}

/**
 * Makes the checks that an entity was declared with, on all of its rows or those that are new: in one statement where the engine has SQL,
 * otherwise while they are read once. A check that cannot be made is told as `broken`.
 *
 * - emits the results once, in the order of the checks
 * - completes after that; at once, with no results, where there are no checks
 * - never errors: what the engine errors with is told by the results
 * - on unsubscribe, the reading stops
 */
export function checkEntity(
  entity: Entity,
  engine: Engine,
  { sample = 5, since }: CheckEntityOptions = {},
): Observable<readonly CheckResult[]> {
  const { checks = [] } = entity;
  if (checks.length === 0) return of([]);
  if (since === undefined) return made({ entity, engine, sample, rows: engine.read(entity) }, checks);
  const checking = { entity, engine, sample };
  const ofRows = checks.filter(isRowCheck);
  const ofAll = checks.filter((check) => !isRowCheck(check));
  return forkJoin([
    made({ ...checking, rows: engine.read(entity, { kind: 'rows', since }) }, ofRows),
    made({ ...checking, rows: engine.read(entity) }, ofAll),
  ]).pipe(
    map(([fromRows, fromAll]) => {
      const byCheck = new Map<Check, CheckResult | undefined>([
        ...ofRows.map((check, i) => [check, fromRows[i]] as const),
        ...ofAll.map((check, i) => [check, fromAll[i]] as const),
      ]);
      return checks.flatMap((check) => byCheck.get(check) ?? []);
    }),
  );
}

function made(checking: Checking, checks: readonly Check[]): Observable<readonly CheckResult[]> {
  if (checks.length === 0) return of([]);
  const { entity, engine } = checking;
  const make = engine.capabilities.sql === undefined ? rowChecks : sqlChecks;
  return defer(() => make(checking, checks)).pipe(
    catchError((error: unknown) => of(checks.map((check) => brokenCheck(entity.id, check, error)))),
  );
}
