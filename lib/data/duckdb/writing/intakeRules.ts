import type { Row } from '../../../definitions/frame.ts';
import type { Columns } from '../../../definitions/schema.ts';
import { isCodec } from '../../../definitions/schema.ts';
import { columnsIn, predicateOf } from '../../conditions.ts';
import { knownColumn, rowCheck } from '../../rowCheck.ts';
import type { StagerOptions } from '../values/stager.ts';
import type { WriteRequest } from './writeRequest.ts';

/** How rows are taken that have to fit a table with these columns. */
export function intakeRules(
  { entity, mode }: Pick<WriteRequest, 'entity' | 'mode'>,
  table: Columns,
): Pick<StagerOptions, 'missing' | 'extra' | 'check'> {
  if ((entity.drift ?? 'fail') !== 'fail') {
    const schema = isCodec(entity.schema) ? entity.schema : undefined;
    const check = schema && rowCheck(entity, undefined);
    return { missing: 'null', ...(check ? { check } : {}) };
  }
  const { deleteWhen, markers = [] } = mode.mode === 'merge' || mode.mode === 'scd2' ? mode : {};
  for (const column of deleteWhen ? columnsIn(deleteWhen) : [])
    if (!markers.includes(column)) knownColumn(entity.id, column, table);
  if (!deleteWhen && markers.length === 0) return {};
  const check = rowCheck(entity, table);
  const isDeletion = deleteWhen ? predicateOf(deleteWhen) : () => false;
  const unmarked = (row: Row) =>
    markers.length === 0
      ? row
      : Object.fromEntries(Object.entries(row).filter(([name]) => !markers.includes(name)));
  return {
    missing: 'null',
    check: (row, number) => {
      if (!isDeletion(row)) check(unmarked(row), number);
    },
  };
}
