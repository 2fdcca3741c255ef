import type { Entity } from '../../../definitions/entity.ts';
import type { Columns } from '../../../definitions/schema.ts';
import { EngineError } from '../../engineError.ts';
import type { Session } from '../connection/session.ts';
import { BORN, DATA, DIED, OWN, WAS } from './ownNames.ts';
import { quoted, quotedList } from './quoted.ts';
import type { Shape } from './shape.ts';
import {
  keptTable,
  ownColumns,
  passedTable,
  quotedSchema,
  quotedTable,
  rowsTable,
  shownRows,
  tableName,
} from './tableName.ts';
import { shapeOf, storeShape } from './tableShapes.ts';

/** Makes the table of an entity, with or without columns yet, in the session's transaction. */
export async function makeTable(
  session: Session,
  entity: Entity,
  columns: Columns | undefined,
): Promise<Shape> {
  const { id: entityId } = entity;
  await refuseTaken(session, entityId);
  const rowsNumber = columns && (await nextNumber(session));
  const before = await shapeOf(session, entityId);
  const version = before ? before.version + 1 : 0;
  const shape: Shape = {
    ...{ entityId, version, rowsNumber, columns, oldest: version },
    ...{ isKept: false, together: undefined, replaced: [], isDropped: false },
  };
  await storeShape(session, shape);
  if (columns && rowsNumber !== undefined) {
    await makeRows(session, entityId, rowsNumber, columns);
    await showRows(session, entityId, rowsNumber, columns);
  }
  return shape;
}

/** A number that no table has had. */
export async function nextNumber(session: Session): Promise<number> {
  const [row] = await session.again(`select nextval('${OWN}.numbers') as n`);
  return Number(row?.['n']);
}

/** Makes the table that rows are in; those that come together need not each say by which version. */
export async function makeRows(
  session: Session,
  entityId: string,
  rowsNumber: number,
  columns: Columns,
  { together = false } = {},
): Promise<void> {
  refuseOwn(entityId, columns);
  await ensureSchema(session, entityId);
  await session.run(
    `create table ${rowsTable(entityId, rowsNumber)} (${definitions(columns)}${together ? '' : `, ${quoted(BORN)} bigint`})`,
  );
}

/**
 * Sees to it that there is the schema of a table. It is made apart: two transactions that make the same one are in
 * conflict for as long as they last. One that began before cannot see it, and has to begin again.
 */
async function ensureSchema(session: Session, entityId: string): Promise<void> {
  const { schema } = tableName(entityId);
  if (await hasSchema(session, schema)) return;
  await session.apart(schemaStatement(schema));
  if (await hasSchema(session, schema)) return;
  const message = `${entityId}: expected the schema ${schema} to be there, and it was made just now; begin again`;
  throw new EngineError('conflict', message, { entityId });
}

export const schemaStatement = (schema: string): string =>
  `create schema if not exists ${quotedSchema(schema)}`;

/** Whether a transaction sees a schema. */
export async function hasSchema(session: Session, schema: string): Promise<boolean> {
  if (schema === 'main') return true;
  const found = await session.again(
    `select 1 from duckdb_schemas() where database_name = '${DATA}' and lower(schema_name) = lower($1)`,
    [schema],
  );
  return found.length > 0;
}

/** Lets people see the rows where they look for them. */
export async function showRows(
  session: Session,
  entityId: string,
  rowsNumber: number,
  columns: Columns,
): Promise<void> {
  const table = tableName(entityId);
  await session.run(
    `create or replace view ${quotedTable(table)} as select ${quotedList(Object.keys(columns))} from ${shownRows(entityId, rowsNumber)}`,
  );
}

/** Has each row say by which version it came, where that was said of all of them. */
export async function tellApart<S extends Shape>(session: Session, shape: S): Promise<S> {
  const { entityId, rowsNumber = 0, together } = shape;
  if (together === undefined) return shape;
  await session.run(
    `alter table ${rowsTable(entityId, rowsNumber)} add column ${quoted(BORN)} bigint default ${together}`,
  );
  const next = { ...shape, together: undefined };
  await storeShape(session, next);
  return next;
}

/** Makes the table of rows that are kept for earlier versions, if it is not there. */
export async function makeKept(session: Session, shape: Shape): Promise<void> {
  const { entityId, columns = {} } = shape;
  if (shape.isKept) return;
  await session.run(
    `create table ${keptTable(entityId)} (${definitions(columns)}, ${quoted(BORN)} bigint, ${quoted(DIED)} bigint, ${quoted(WAS)} bigint)`,
  );
  await storeShape(session, { ...shape, isKept: true });
}

/** Removes everything of an entity but its version, which a table made again goes on from. */
export async function dropTable(session: Session, shape: Shape): Promise<void> {
  const { entityId } = shape;
  await session.run(`drop view if exists ${quotedTable(tableName(entityId))}`);
  await dropRows(session, shape);
  await storeShape(session, {
    ...shape,
    ...{ rowsNumber: undefined, columns: undefined, isKept: false, together: undefined, replaced: [] },
    isDropped: true,
  });
}

/** Removes the rows of an entity, and those that were kept of it. */
export async function dropRows(session: Session, shape: Shape): Promise<void> {
  const { entityId, rowsNumber, isKept, replaced } = shape;
  const numbers = [
    ...(rowsNumber === undefined ? [] : [rowsNumber]),
    ...replaced.map((old) => old.rowsNumber),
  ];
  for (const number of numbers) await session.run(`drop table ${rowsTable(entityId, number)}`);
  if (isKept) await session.run(`drop table ${keptTable(entityId)}`);
  await session.run(`drop table if exists ${passedTable(entityId)}`);
}

/** Gives a table columns that it does not have, and those that it has the types that they are to have. */
export async function alterColumns(session: Session, shape: Shape, columns: Columns): Promise<void> {
  const { entityId, rowsNumber = 0, columns: before = {}, isKept } = shape;
  const tables = [rowsTable(entityId, rowsNumber), ...(isKept ? [keptTable(entityId)] : [])];
  for (const [name, type] of Object.entries(columns)) {
    if (before[name] === type) continue;
    const isNew = before[name] === undefined;
    const what = isNew ? `add column ${quoted(name)} ${type}` : `alter column ${quoted(name)} type ${type}`;
    for (const table of tables) await session.run(`alter table ${table} ${what}`);
  }
  await showRows(session, entityId, rowsNumber, columns);
  await storeShape(session, { ...shape, columns });
}

const definitions = (columns: Columns): string =>
  Object.entries(columns)
    .map(([name, type]) => `${quoted(name)} ${type}`)
    .join(', ');

function refuseOwn(entityId: string, columns: Columns): void {
  const taken = Object.keys(columns).find((name) => ownColumns.includes(name.toLowerCase()));
  if (taken === undefined) return;
  const message = `${entityId}: expected a column of another name than ${taken}, which the engine has itself`;
  throw new EngineError('schema_mismatch', message, { entityId });
}

/** Names count in small letters in a database, so two ids may mean one table. */
async function refuseTaken(session: Session, entityId: string): Promise<void> {
  const [other] = await session.rows(
    `select entity_id from ${OWN}.entities where not is_dropped and lower(entity_id) = lower($1) and entity_id <> $1`,
    [entityId],
  );
  if (other)
    throw new EngineError(
      'invalid',
      `expected an id that differs from ${String(other['entity_id'])} by more than capital letters, got ${entityId}`,
      { entityId },
    );
}
