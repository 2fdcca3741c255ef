import { nearest } from '../../codec/nearest.ts';
import type { Columns } from '../../definitions/schema.ts';
import type { SqlParameter } from '../../definitions/sqlValue.ts';
import { EngineError } from '../engineError.ts';
import { OWN } from './bookkeeping.ts';
import { listed } from './listed.ts';
import type { Session } from './session.ts';

/** How the table of an entity is, in one transaction. */
export interface Shape {
  readonly entityId: string;
  readonly version: number;
  /** The number of the table that holds its rows; nothing before it is known which columns it has. */
  readonly rowsNumber: number | undefined;
  readonly columns: Columns | undefined;
  /** The oldest version that it can be read at. */
  readonly oldest: number;
  /** Whether rows are kept of earlier versions, besides tables that were overwritten as a whole. */
  readonly isKept: boolean;
  /** Whether it was there and is no more. */
  readonly isDropped: boolean;
}

/** A table that was overwritten as a whole, and until which version. */
export interface Replaced {
  readonly rowsNumber: number;
  readonly columns: Columns;
  readonly until: number;
}

const shapeColumns = 'entity_id, version, rows_number, columns, oldest, is_kept, is_dropped';

/** How a table is; nothing if there never was one. */
export async function shapeOf(session: Session, entityId: string): Promise<Shape | undefined> {
  return await session.found(`shape ${entityId}`, async () => {
    const [row] = await session.again(`select ${shapeColumns} from ${OWN}.entities where entity_id = $1`, [
      entityId,
    ]);
    return row === undefined ? undefined : shapeFrom(row);
  });
}

/** How a table is that has to be there. */
export async function existingShape(session: Session, entityId: string): Promise<Shape> {
  const shape = await shapeOf(session, entityId);
  if (shape && !shape.isDropped) return shape;
  throw await absent(session, entityId);
}

/** The tables that were overwritten as a whole and are kept, newest first. */
export async function replacedTables(session: Session, entityId: string): Promise<readonly Replaced[]> {
  return await session.found(`replaced ${entityId}`, async () => {
    const rows = await session.again(
      `select rows_number, columns, until_version from ${OWN}.replaced where entity_id = $1 order by until_version desc`,
      [entityId],
    );
    return rows.map((row) => ({
      rowsNumber: Number(row['rows_number']),
      columns: columnsFrom(row['columns']) ?? {},
      until: Number(row['until_version']),
    }));
  });
}

/** Changes what is kept of tables: how they are, and which were replaced. */
export async function reshape(
  session: Session,
  text: string,
  parameters: readonly SqlParameter[],
): Promise<void> {
  session.forget();
  await session.again(text, parameters);
  session.forget();
}

/** The versions of those that have a table. */
export async function versionsOf(
  session: Session,
  entityIds: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const { text, parameters } = listed(entityIds, 1);
  const rows = await session.again(
    `select entity_id, version from ${OWN}.entities where not is_dropped and entity_id in ${text}`,
    parameters,
  );
  return new Map(rows.map((row) => [String(row['entity_id']), Number(row['version'])]));
}

async function absent(session: Session, entityId: string): Promise<EngineError> {
  const rows = await session.rows(`select entity_id from ${OWN}.entities where not is_dropped`);
  const found = nearest(
    entityId,
    rows.map((row) => String(row['entity_id'])),
  );
  const hint = found === undefined ? 'ensure() makes it' : `did you mean ${found}?`;
  return new EngineError('not_found', `expected a table of ${entityId}, got none; ${hint}`, { entityId });
}

type Value = Readonly<Record<string, unknown>>;

function shapeFrom(row: Value): Shape {
  const number = row['rows_number'];
  return {
    entityId: String(row['entity_id']),
    version: Number(row['version']),
    rowsNumber: number === null ? undefined : Number(number),
    columns: columnsFrom(row['columns']),
    oldest: Number(row['oldest']),
    isKept: row['is_kept'] === true,
    isDropped: row['is_dropped'] === true,
  };
}

/** Columns as they are kept: pairs, as the order counts. */
export const columnsText = (columns: Columns): string => JSON.stringify(Object.entries(columns));

function columnsFrom(text: unknown): Columns | undefined {
  return typeof text === 'string' ? Object.fromEntries(JSON.parse(text) as [string, string][]) : undefined;
}
