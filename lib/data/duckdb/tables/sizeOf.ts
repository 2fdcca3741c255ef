import type { SizeEstimate } from '../../engine.ts';
import type { Session } from '../connection/session.ts';
import { rowsTable } from './tableName.ts';
import { existingShape } from './tableShapes.ts';

/** How big a table is. Rows are counted by the database without reading them; bytes are guessed by the types. */
export async function sizeOf(session: Session, entityId: string): Promise<SizeEstimate> {
  const { rowsNumber, columns = {} } = await existingShape(session, entityId);
  if (rowsNumber === undefined) return { rows: 0, bytes: 0 };
  const [row] = await session.rows(`select count(*) as n from ${rowsTable(entityId, rowsNumber)}`);
  const rows = Number(row?.['n'] ?? 0);
  const width = Object.values(columns).reduce((sum, type) => sum + widthOf(type), 0);
  return { rows, bytes: rows * width };
}

const widthOf = (type: string) => (/^(VARCHAR|JSON|BLOB|STRUCT|MAP|.*\[\])/.test(type) ? LONG : SHORT);

const SHORT = 8;
const LONG = 24;
