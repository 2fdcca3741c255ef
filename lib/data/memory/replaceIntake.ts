import { defer, ignoreElements, type Observable, tap } from 'rxjs';
import type { Entity } from '../../definitions/entity.ts';
import type { Frame, Row } from '../../definitions/frame.ts';
import { EngineError } from '../engineError.ts';
import { knownColumn } from '../rowCheck.ts';
import type { ReplaceMode } from '../writeMode.ts';
import type { ColumnFit } from './columnFit.ts';
import { copyRow } from './copyRow.ts';
import type { Intake } from './intake.ts';
import { groupOf, readableKey } from './keyOf.ts';
import type { Table } from './table.ts';

/** What takes the rows that come in place of those with the same values in some columns. */
export function replaceIntake(
  { id: entityId, partitions }: Entity,
  { columns }: Table,
  { adapt, columnsAfter, mismatch }: ColumnFit,
  { by = partitions, parts }: ReplaceMode,
): Intake {
  if (by.length === 0) {
    const expected = `${entityId}: expected columns to replace by, or partitions, got none`;
    throw new EngineError('invalid', expected, { entityId });
  }
  for (const column of columns ? by : []) knownColumn(entityId, column, columns ?? {});
  const inserted: Row[] = [];
  const groups = new Set<string>();
  const take = (given: Row, number: number) => {
    const row = copyRow(adapt(given, number));
    const group = groupOf(row, by);
    if (!parts) groups.add(group);
    else if (!groups.has(group)) refuseStranger(entityId, number, readableKey(row, by));
    inserted.push(row);
  };
  return {
    ...(parts && { before: groupsIn(parts, by, groups) }),
    take,
    apply: (now) => {
      const [kept, deleted] = divided(now, (row) => groups.has(groupOf(row, by)));
      const rows = [...kept, ...inserted];
      return { rows, changes: { inserted, updated: [], deleted }, columns: columnsAfter(now.columns) };
    },
    mismatch,
  };
}

/** Gathers the groups of which everything is replaced. */
const groupsIn = (parts: Frame, by: readonly string[], groups: Set<string>): Observable<never> =>
  defer(() => parts.rows()).pipe(
    tap((rows) => {
      for (const row of rows) groups.add(groupOf(row, by));
    }),
    ignoreElements(),
  );

function refuseStranger(entityId: string, number: number, got: string): never {
  const message = `${entityId}: row ${number}: expected a row of the parts that are replaced, got one of ${got}`;
  throw new EngineError('invalid', message, { entityId });
}

/** The rows of a table that stay, and those that go. */
function divided({ current: { rows, length } }: Table, goes: (row: Row) => boolean): [Row[], Row[]] {
  const [kept, gone]: [Row[], Row[]] = [[], []];
  for (const row of rows.slice(0, length)) (goes(row) ? gone : kept).push(row);
  return [kept, gone];
}
