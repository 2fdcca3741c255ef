import type { ColumnsDiff } from '../../../definitions/columnsDiff.ts';
import { columnsDiff } from '../../../definitions/columnsDiff.ts';
import type { Columns } from '../../../definitions/schema.ts';
import type { Session } from '../connection/session.ts';
import type { Shape } from '../tables/shape.ts';
import { storeShape } from '../tables/tableShapes.ts';
import { alterColumns, dropRows, makeRows, nextNumber, showRows } from '../tables/tables.ts';
import { businessColumns, withPeriods } from '../tables/wantedColumns.ts';
import type { Change } from './change.ts';
import { fitting } from './fitting.ts';
import { type Incoming, incomingColumn } from './incoming.ts';
import type { WriteRequest } from './writeRequest.ts';

/** A table as it has to be for rows to be put into it. */
export interface Reshaped extends Pick<Change, 'shape' | 'given'> {
  readonly schemaChange: ColumnsDiff | undefined;
}

/** Brings the columns of a table and those that come in together, as the entity says. */
export async function reshaped(
  session: Session,
  shape: Shape,
  incoming: Incoming,
  { entity, mode }: WriteRequest,
): Promise<Reshaped> {
  const { columns, rowsNumber } = shape;
  const markers = mode.mode === 'merge' || mode.mode === 'scd2' ? (mode.markers ?? []) : [];
  const isKeeping = mode.mode === 'scd2';
  const businessOf = (all: Columns) => (isKeeping ? businessColumns(all, entity) : all);
  const periodsOf = (some: Columns) => (isKeeping ? withPeriods(some, entity) : some);
  if (columns === undefined || rowsNumber === undefined) {
    const given = periodsOf(without(incoming.columns, markers));
    return {
      shape: await withColumns(session, shape, given),
      schemaChange: undefined,
      given: incomingColumn,
    };
  }
  if (mode.mode === 'overwrite' && entity.schema === undefined) {
    const diff = columnsDiff(columns, incoming.columns);
    if (!diff)
      return { shape: { ...shape, columns, rowsNumber }, schemaChange: undefined, given: incomingColumn };
    return {
      shape: await begunAnew(session, shape, incoming.columns),
      schemaChange: diff,
      given: incomingColumn,
    };
  }
  const business = businessOf(columns);
  const fit = fitting(entity, business, incoming.columns, markers);
  const next = {
    ...shape,
    columns: fit.columns === business ? columns : periodsOf(fit.columns),
    rowsNumber,
  };
  if (fit.change && fit.columns !== business) await alterColumns(session, shape, next.columns);
  return { shape: next, schemaChange: fit.change, given: fit.given };
}

const without = (columns: Columns, names: readonly string[]): Columns =>
  Object.fromEntries(Object.entries(columns).filter(([name]) => !names.includes(name)));

/** Gives columns to a table that has had none yet. */
async function withColumns(session: Session, shape: Shape, columns: Columns): Promise<Change['shape']> {
  const rowsNumber = await nextNumber(session);
  const next = { ...shape, columns, rowsNumber };
  await makeRows(session, shape.entityId, rowsNumber, columns);
  await showRows(session, shape.entityId, rowsNumber, columns);
  await storeShape(session, next);
  return next;
}

/** A table with other columns is another table, and nothing of the one before can be read any more. */
async function begunAnew(session: Session, shape: Shape, columns: Columns): Promise<Change['shape']> {
  await dropRows(session, shape);
  return await withColumns(
    session,
    { ...shape, oldest: shape.version + 1, isKept: false, together: undefined, replaced: [] },
    columns,
  );
}
