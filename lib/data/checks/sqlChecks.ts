import { catchError, concatMap, from, map, mergeMap, type Observable, of, take, toArray } from 'rxjs';
import type { Check } from '../../definitions/expects.ts';
import type { Frame, Row } from '../../definitions/frame.ts';
import { joinSql } from '../../definitions/joinSql.ts';
import { sql } from '../../definitions/sql.ts';
import type { SqlQuery } from '../../definitions/sqlValue.ts';
import { brokenCheck, type Checking, type CheckResult, checkedAs } from './checkResult.ts';
import { conditionSql } from './conditionSql.ts';
import { isRowCheck, miscounted, violating } from './violating.ts';

/**
 * Makes all checks of an entity in one statement, and has a further one give some of the rows for each that failed.
 * Where the statement cannot be run, each check has one of its own, so that it is known which is to blame.
 */
export function sqlChecks(
  checking: Checking,
  checks: readonly Check[],
): Observable<readonly CheckResult[]> {
  const { entity } = checking;
  return counted(checking, checks).pipe(
    catchError((error: unknown) => {
      if (checks.length === 1) return of(checks.map((check) => brokenCheck(entity.id, check, error)));
      return from(checks).pipe(
        concatMap((check) => sqlChecks({ ...checking, sample: 0 }, [check])),
        toArray(),
        map((each) => each.flat()),
      );
    }),
    concatMap((results) =>
      from(results).pipe(
        concatMap((result, i) => sampled(result, checks[i] as Check, checking)),
        toArray(),
      ),
    ),
  );
}

function counted(
  { entity, engine, rows }: Checking,
  checks: readonly Check[],
): Observable<readonly CheckResult[]> {
  const counts = checks.map((check, i) => sql`${countOf(check, rows)} as ${sql.id(`v${i}`)}`);
  const all = joinSql([sql`count(*) as ${sql.id('rows')}`, ...counts], ', ');
  const query = joinSql([sql`select `, all, sql` from ${rows}`], '');
  return engine
    .query(query)
    .rows()
    .pipe(
      take(1),
      map(([row = {}]) =>
        checks.map((check, i) => {
          const total = countIn(row, 'rows');
          const violations = check.kind === 'rowCount' ? miscounted(check, total) : countIn(row, `v${i}`);
          return checkedAs(entity.id, check, total, { violations, sample: [] });
        }),
      ),
    );
}

/** Counts come as numbers, as big ones, or as nothing where there is nothing to add up. */
const countIn = (row: Row, column: string): number => Number(row[column] ?? 0);

function countOf(check: Check, rows: Frame): SqlQuery {
  if (isRowCheck(check)) return sql`sum(case when ${conditionSql(violating(check))} then 1 else 0 end)`;
  switch (check.kind) {
    case 'unique':
      return sql`(select coalesce(sum(n - 1), 0) from ${repeated(check.columns, rows, sql`count(*) as n`)} as repeated)`;
    case 'sql':
      return sql`(select count(*) from ${check.query(rows)} as violations)`;
    case 'rowCount':
      return sql`count(*)`;
  }
}

/** The values that come more than once. */
function repeated(columns: readonly string[], rows: Frame, what: SqlQuery): SqlQuery {
  const names = sql.list(columns.map(sql.id));
  const there = conditionSql({ op: 'all', of: columns.map((column) => ({ op: 'isNotNull', column })) });
  return joinSql(
    [sql`select `, what, sql` from ${rows} where ${there} group by ${names} having count(*) > 1`],
    '',
  );
}

/** What went wrong is known by then; that nothing can be shown of it changes nothing. */
function sampled(
  result: CheckResult,
  check: Check,
  { engine, sample, rows }: Checking,
): Observable<CheckResult> {
  if (result.status !== 'failed' || check.kind === 'rowCount' || sample === 0) return of(result);
  const query = joinSql([shown(check, rows), sql` limit ${sample}`], '');
  return engine
    .query(query)
    .rows()
    .pipe(
      mergeMap((batch) => batch),
      take(sample),
      toArray(),
      map((found) => ({ ...result, sample: found })),
      catchError(() => of(result)),
    );
}

function shown(check: Exclude<Check, { readonly kind: 'rowCount' }>, rows: Frame): SqlQuery {
  if (isRowCheck(check)) return sql`select * from ${rows} where ${conditionSql(violating(check))}`;
  if (check.kind === 'sql') return sql`select * from ${check.query(rows)} as violations`;
  return repeated(check.columns, rows, sql`${sql.list(check.columns.map(sql.id))}`);
}
