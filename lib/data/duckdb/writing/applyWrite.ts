import { columnsDiff } from '../../../definitions/columnsDiff.ts';
import type { Written } from '../../write.ts';
import type { Session } from '../connection/session.ts';
import type { DuckdbHost } from '../duckdbHost.ts';
import { grownTable } from '../tables/grownTable.ts';
import type { Shape } from '../tables/shape.ts';
import { existingShape, shapeOf, storeShape } from '../tables/tableShapes.ts';
import { makeTable, tellApart } from '../tables/tables.ts';
import { wantedColumns } from '../tables/wantedColumns.ts';
import { appendRows } from './appendRows.ts';
import type { Change, Changed } from './change.ts';
import { doneAs, noteWrite } from './historyRows.ts';
import { keepStates } from './keepStates.ts';
import { materialized } from './materialized.ts';
import { mergeRows } from './mergeRows.ts';
import { overwriteRows } from './overwriteRows.ts';
import { replaceRows } from './replaceRows.ts';
import { reshaped } from './reshaped.ts';
import type { WriteRequest } from './writeRequest.ts';

/** Does a write in the session's transaction, with everything that belongs to it. */
export async function applyWrite(
  session: Session,
  request: WriteRequest,
  host: DuckdbHost,
): Promise<Written> {
  const { entity, mode, options } = request;
  const earlier = options.once === undefined ? undefined : await doneAs(session, options.once);
  if (earlier) return { kind: 'written', ...earlier, versionBefore: earlier.version, repeated: true };
  const found = await shapeOf(session, entity.id);
  const isThere = found !== undefined && !found.isDropped;
  const before = isThere ? await followed(session, found, request) : await made(session, request);
  const incoming = await request.incoming(session);
  const { shape, schemaChange: reshapes, given } = await reshaped(session, before, incoming, request);
  const grown = found?.columns && isThere ? columnsDiff(found.columns, shape.columns) : undefined;
  const schemaChange = grown ?? reshapes;
  const change: Change = {
    ...{ session, incoming, version: before.version + 1, given },
    shape: mode.mode === 'overwrite' ? shape : await tellApart(session, shape),
  };
  const changed = await applied(change, request, host);
  const isChanged = changed.inserted + changed.updated + changed.deleted > 0;
  const version = isChanged ? change.version : before.version;
  if (isChanged) await storeShape(session, { ...change.shape, ...changed.shape, version });
  const { shape: _, ...counts } = changed;
  const told = { mode: mode.mode, version, ...counts };
  await noteWrite(session, request, told, host.scheduler.now());
  return {
    kind: 'written',
    ...told,
    versionBefore: before.version,
    ...(options.ensure === true ? { created: !isThere } : {}),
    ...(schemaChange ? { schemaChange } : {}),
  };
}

/** A write that makes sure of its table has it follow what is declared. */
async function followed(session: Session, shape: Shape, { entity, options }: WriteRequest): Promise<Shape> {
  return options.ensure === true ? (await grownTable(session, shape, entity)).shape : shape;
}

async function made(session: Session, { entity, options }: WriteRequest): Promise<Shape> {
  if (options.ensure !== true) return await existingShape(session, entity.id);
  return await makeTable(session, entity, wantedColumns(entity));
}

async function applied(change: Change, { entity, mode }: WriteRequest, host: DuckdbHost): Promise<Changed> {
  switch (mode.mode) {
    case 'append':
      return await appendRows(change);
    case 'overwrite':
      return await overwriteRows(change, host.copies);
    case 'merge':
      return await withRows(change, (rows) => mergeRows(rows, entity, mode));
    case 'replace':
      return await withRows(change, (rows) => replaceRows(rows, entity, mode, host));
    case 'scd2':
      return await withRows(change, (rows) => keepStates(rows, entity, mode));
  }
}

/** Where rows are looked at several times, what they are a query of is done once. */
async function withRows(change: Change, work: (change: Change) => Promise<Changed>): Promise<Changed> {
  const { incoming, drop } = await materialized(change.session, change.incoming);
  const result = await work({ ...change, incoming });
  await drop();
  return result;
}
