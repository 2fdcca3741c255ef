import type { Entity } from '../../definitions/entity.ts';
import type { Row } from '../../definitions/frame.ts';
import { EngineError } from '../engineError.ts';
import type { MergeMode } from '../writeMode.ts';
import type { ColumnFit } from './columnFit.ts';
import { copyRow } from './copyRow.ts';
import { deletion } from './deletion.ts';
import type { Intake } from './intake.ts';
import { keyFor, readableKey } from './keyOf.ts';
import { type Incoming, mergeRows } from './mergeRows.ts';
import type { Table } from './table.ts';

/** What takes the rows of a merge, each key once. */
export function mergeIntake(
  entity: Entity,
  { columns }: Table,
  { adapt, columnsAfter, mismatch }: ColumnFit,
  mode: MergeMode,
): Intake {
  const { id: entityId, keys } = entity;
  if (keys.length === 0)
    throw new EngineError('invalid', `${entityId}: expected keys to merge by, got none`, { entityId });
  const { isDeletion, unmarked } = deletion(entityId, columns, mode);
  const incoming = new Map<string, Incoming>();
  const take = (given: Row, number: number) => {
    const deletes = isDeletion(given);
    const plain = unmarked(given);
    const row = copyRow(deletes ? plain : adapt(plain, number));
    const key = keyFor(row, number, { entityId, keys });
    if (incoming.has(key)) throw duplicate(row, number, entity);
    incoming.set(key, { row, deletes });
  };
  return {
    take,
    apply: (now) => ({
      ...mergeRows(now.current, incoming, keys, mode.ignore),
      columns: columnsAfter(now.columns),
    }),
    mismatch,
  };
}

function duplicate(row: Row, number: number, { id: entityId, keys }: Entity): EngineError {
  const message = `expected each key once, got ${readableKey(row, keys)} again`;
  return new EngineError('duplicate_key', `${entityId}: row ${number}: ${message}`, { entityId });
}
