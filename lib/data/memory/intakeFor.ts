import type { Entity } from '../../definitions/entity.ts';
import type { Row } from '../../definitions/frame.ts';
import type { WriteMode } from '../writeMode.ts';
import { columnFit } from './columnFit.ts';
import { copyRow } from './copyRow.ts';
import type { Intake } from './intake.ts';
import { mergeIntake } from './mergeIntake.ts';
import { replaceIntake } from './replaceIntake.ts';
import { scd2Intake } from './scd2Intake.ts';
import { extended, type Table } from './table.ts';

/** What takes the rows of a write in a mode, to a table with these columns. */
export function intakeFor(entity: Entity, table: Table, mode: WriteMode): Intake {
  if (mode.mode === 'scd2') return scd2Intake(entity, table, mode);
  const fitting = columnFit(entity, table.columns);
  if (mode.mode === 'merge') return mergeIntake(entity, table, fitting, mode);
  if (mode.mode === 'replace') return replaceIntake(entity, table, fitting, mode);
  const { adapt, columnsAfter, mismatch } = fitting;
  const taken: Row[] = [];
  const apply = mode.mode === 'append' ? appending(taken) : overwriting(taken);
  return {
    take: (row, number) => void taken.push(copyRow(adapt(row, number))),
    apply: (now) => ({ ...apply(now), columns: columnsAfter(now.columns) }),
    mismatch,
  };
}

const none: readonly Row[] = [];

function appending(taken: readonly Row[]): Intake['apply'] {
  const changes = { inserted: taken, updated: none, deleted: none };
  return ({ current }) => ({ rows: extended(current, taken), changes });
}

/** The table gets an array of its own, which later appends make longer. */
function overwriting(taken: readonly Row[]): Intake['apply'] {
  return ({ current: { rows, length } }) => {
    const changes = { inserted: taken, updated: none, deleted: rows.slice(0, length) };
    return { rows: [...taken], changes, passed: new Map() };
  };
}
