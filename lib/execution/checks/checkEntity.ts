import { catchError, defer, type Observable, of } from 'rxjs';
import type { Engine } from '../../data/engine.ts';
import type { Entity } from '../../definitions/entity.ts';
import { brokenCheck, type CheckResult } from './checkResult.ts';
import { rowChecks } from './rowChecks.ts';
import { sqlChecks } from './sqlChecks.ts';

export interface CheckEntityOptions {
  /** How many of the rows that are not as expected come with each result. @default 5 */
  readonly sample?: number;
}

/**
 * Makes the checks that an entity was declared with, on all of its rows: in one statement where the engine has SQL,
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
  { sample = 5 }: CheckEntityOptions = {},
): Observable<readonly CheckResult[]> {
  const { id, checks = [] } = entity;
  if (checks.length === 0) return of([]);
  const make = engine.capabilities.sql === undefined ? rowChecks : sqlChecks;
  return defer(() => make(entity, checks, engine, sample)).pipe(
    catchError((error: unknown) => of(checks.map((check) => brokenCheck(id, check, error)))),
  );
}
