import type { Entity } from '../../definitions/entity.ts';
import type { Row } from '../../definitions/frame.ts';
import { EngineError } from '../engineError.ts';
import { knownColumn } from '../rowCheck.ts';
import type { ReplaceMode } from '../writeMode.ts';
import type { ColumnFit } from './columnFit.ts';
import { copyRow } from './copyRow.ts';
import type { Intake } from './intake.ts';
import { groupOf } from './keyOf.ts';
import type { Table } from './table.ts';

/** What takes the rows that come in place of those with the same values in some columns. */
export function replaceIntake(
  { id: entityId, partitions }: Entity,
  { columns }: Table,
  { adapt, columnsAfter, mismatch }: ColumnFit,
  { by = partitions }: ReplaceMode,
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
    groups.add(groupOf(row, by));
    inserted.push(row);
  };
  return {
    take,
    apply: (now) => {
      const [kept, deleted] = divided(now, (row) => groups.has(groupOf(row, by)));
      const rows = [...kept, ...inserted];
      return { rows, changes: { inserted, updated: [], deleted }, columns: columnsAfter(now.columns) };
    },
    mismatch,
  };
}

/** The rows of a table that stay, and those that go. */
function divided({ current: { rows, length } }: Table, goes: (row: Row) => boolean): [Row[], Row[]] {
  const [kept, gone]: [Row[], Row[]] = [[], []];
  for (const row of rows.slice(0, length)) (goes(row) ? gone : kept).push(row);
  return [kept, gone];
}
