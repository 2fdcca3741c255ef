import { type ColumnsDiff, columnsDiff } from '../../definitions/columnsDiff.ts';
import type { Columns, Entity } from '../../definitions/entity.ts';
import type { Row } from '../../definitions/frame.ts';
import { isCodec } from '../../definitions/schema.ts';
import { rowCheck } from '../rowCheck.ts';
import { typeOfValue } from './memoryColumns.ts';

/** Makes the rows of one write fit a table, as its entity says by `drift`. */
export interface ColumnFit {
  /** The row as it fits, or the refusal of it; `number` counts the rows of the source from 1. */
  readonly adapt: (row: Row, number: number) => Row;
  /** The columns that the table has after the write. */
  readonly columnsAfter: (columns: Columns | undefined) => Columns | undefined;
  /** How the columns of the rows differ from those of the table, which stays as it is (`warn`). */
  readonly mismatch: () => ColumnsDiff | undefined;
}

/** What makes rows fit columns that they may have. */
export function columnFit(entity: Entity, columns: Columns | undefined): ColumnFit {
  const { drift = 'fail' } = entity;
  if (drift === 'fail' || !columns) return refusing(entity, columns);
  const check = rowCheck(isCodec(entity.schema) ? entity : { ...entity, schema: undefined }, undefined);
  const met: Record<string, string> = {};
  const meet = (row: Row) => {
    for (const name in row)
      if (row[name] !== undefined) met[name] ??= columns[name] ?? typeOfValue(row[name]);
  };
  const adapt = (row: Row, number: number) => {
    meet(row);
    const kept = drift === 'warn' ? within(row, columns) : row;
    check(kept, number);
    return kept;
  };
  const isEmpty = () => Object.keys(met).length === 0;
  return {
    adapt,
    columnsAfter: (now) => (drift === 'evolve' && now ? { ...now, ...met, ...now } : now),
    mismatch: () => (drift === 'warn' && !isEmpty() ? columnsDiff(columns, met) : undefined),
  };
}

function refusing(entity: Entity, columns: Columns | undefined): ColumnFit {
  const check = rowCheck(entity, columns);
  const adapt = (row: Row, number: number) => {
    check(row, number);
    return row;
  };
  return { adapt, columnsAfter: (now) => now, mismatch: () => undefined };
}

/** What of a row a table has columns for. */
function within(row: Row, columns: Columns): Row {
  return Object.fromEntries(Object.keys(columns).map((name) => [name, row[name] ?? null]));
}
