import { concat, defer, EMPTY, type Observable, of } from 'rxjs';
import type { Check } from '../../definitions/expects.ts';
import type { Row } from '../../definitions/frame.ts';
import { predicateOf } from '../conditions.ts';
import { eachBatch } from '../eachBatch.ts';
import { EngineError } from '../engineError.ts';
import { brokenCheck, type Checking, type CheckResult, checkedAs } from './checkResult.ts';
import { isRowCheck, miscounted, violating } from './violating.ts';

/** Makes all checks of an entity while its rows are read once, batch by batch. `unique` remembers what it has seen. */
export function rowChecks(
  { entity, engine, sample, rows: frame }: Checking,
  checks: readonly Check[],
): Observable<readonly CheckResult[]> {
  return defer(() => {
    const tallies = checks.map((check) => new Tally(check, sample));
    let rows = 0;
    const read$ = eachBatch(frame, (batch) => {
      rows += batch.length;
      for (const tally of tallies) tally.take(batch);
      return EMPTY;
    });
    const results$ = defer(() => of(tallies.map((tally) => tally.result(entity.id, rows, engine.name))));
    return concat(read$, results$);
  });
}

/** What is known of one check so far. */
class Tally {
  readonly #check: Check;
  readonly #most: number;
  readonly #violates: ((row: Row) => boolean) | undefined;
  readonly #sample: Row[] = [];
  #violations = 0;

  constructor(check: Check, most: number) {
    this.#check = check;
    this.#most = most;
    if (isRowCheck(check)) this.#violates = predicateOf(violating(check));
    else if (check.kind === 'unique') this.#violates = repeats(check.columns);
  }

  take(rows: readonly Row[]): void {
    const violates = this.#violates;
    if (!violates) return;
    for (const row of rows) {
      if (!violates(row)) continue;
      this.#violations += 1;
      if (this.#sample.length < this.#most) this.#sample.push(shown(row, this.#check));
    }
  }

  result(entityId: string, rows: number, engine: string): CheckResult {
    const check = this.#check;
    if (check.kind === 'sql') {
      const message = `expected an engine with SQL for the check ${check.name}, got ${engine}`;
      return brokenCheck(entityId, check, new EngineError('unsupported', message, { entityId }));
    }
    const violations = check.kind === 'rowCount' ? miscounted(check, rows) : this.#violations;
    return checkedAs(entityId, check, rows, { violations, sample: this.#sample });
  }
}

/** Whether the values of a row in some columns were there before. */
function repeats(columns: readonly string[]): (row: Row) => boolean {
  const seen = new Set<string>();
  return (row) => {
    let key = '';
    for (const column of columns) {
      const value = row[column] ?? null;
      if (value === null) return false;
      const part = partOf(value);
      key += `${part.length}:${part}`;
    }
    if (seen.has(key)) return true;
    seen.add(key);
    return false;
  };
}

/** A value as text that tells it from every other; one as a number and as a big one is the same. */
function partOf(value: unknown): string {
  if (typeof value === 'number' || typeof value === 'bigint') return `n${value}`;
  if (value instanceof Date) return `d${value.getTime()}`;
  if (typeof value === 'object')
    return `o${JSON.stringify(value, (_, inner) => (typeof inner === 'bigint' ? `${inner}n` : inner))}`;
  return `${typeof value}${String(value)}`;
}

const shown = (row: Row, check: Check): Row =>
  check.kind === 'unique' ? Object.fromEntries(check.columns.map((column) => [column, row[column]])) : row;
