import { nearest } from '../../../codec/nearest.ts';
import type { Columns } from '../../../definitions/schema.ts';
import type { SqlParameter } from '../../../definitions/sqlValue.ts';
import { EngineError } from '../../engineError.ts';
import type { Session } from '../connection/session.ts';
import { listed } from './listed.ts';
import { OWN } from './ownNames.ts';
import type { Replaced, Shape } from './shape.ts';

const shapeColumns =
  'entity_id, version, rows_number, columns, oldest, is_kept, together, replaced, is_dropped';

/** How a table is; nothing if there never was one. */
export async function shapeOf(session: Session, entityId: string): Promise<Shape | undefined> {
  const known = session.tables?.shape(entityId);
  if (known) return known;
  const [row] = await session.again(`select ${shapeColumns} from ${OWN}.entities where entity_id = $1`, [
    entityId,
  ]);
  if (row === undefined) return undefined;
  const shape = shapeFrom(row);
  session.tables?.learn(shape);
  return shape;
}

/** How a table is that has to be there. */
export async function existingShape(session: Session, entityId: string): Promise<Shape> {
  const shape = await shapeOf(session, entityId);
  if (shape && !shape.isDropped) return shape;
  throw await absent(session, entityId);
}

/** Changes how a table is, in the session's transaction. */
export async function storeShape(session: Session, next: Shape): Promise<void> {
  const before = await shapeOf(session, next.entityId);
  const { entityId, version } = next;
  if (!before)
    await session.again(`insert into ${OWN}.entities (${shapeColumns}) values (${places})`, valuesOf(next));
  else if (isSameBut(before, next))
    await session.again(`update ${OWN}.entities set version = $2 where entity_id = $1`, [
      entityId,
      version,
    ]);
  else
    await session.again(
      `update ${OWN}.entities set (${shapeColumns}) = row(${places}) where entity_id = $1`,
      valuesOf(next),
    );
  session.tables?.change(next);
}

/** Whether nothing but the version is another. */
const isSameBut = (before: Shape, next: Shape): boolean =>
  (Object.keys(next) as (keyof Shape)[]).every((key) => key === 'version' || before[key] === next[key]);

const places = '$1, $2, $3, $4, $5, $6, $7, $8, $9';

const valuesOf = (shape: Shape): readonly SqlParameter[] => [
  ...[shape.entityId, shape.version, shape.rowsNumber ?? null],
  ...[shape.columns ? columnsText(shape.columns) : null, shape.oldest, shape.isKept],
  ...[shape.together ?? null, replacedText(shape.replaced), shape.isDropped],
];

/** The versions of those that have a table. */
export async function versionsOf(
  session: Session,
  entityIds: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const known = entityIds.map((id) => session.tables?.shape(id)).filter((shape) => shape !== undefined);
  if (known.length === entityIds.length)
    return new Map(
      known.filter(({ isDropped }) => !isDropped).map(({ entityId, version }) => [entityId, version]),
    );
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
  return {
    entityId: String(row['entity_id']),
    version: Number(row['version']),
    rowsNumber: numberFrom(row['rows_number']),
    columns: columnsFrom(row['columns']),
    oldest: Number(row['oldest']),
    isKept: row['is_kept'] === true,
    together: numberFrom(row['together']),
    replaced: replacedFrom(row['replaced']),
    isDropped: row['is_dropped'] === true,
  };
}

/** Columns as they are kept: pairs, as the order counts. */
const columnsText = (columns: Columns): string => JSON.stringify(Object.entries(columns));

function columnsFrom(text: unknown): Columns | undefined {
  return typeof text === 'string' ? Object.fromEntries(JSON.parse(text) as [string, string][]) : undefined;
}

const replacedText = (replaced: readonly Replaced[]): string | null =>
  replaced.length === 0
    ? null
    : JSON.stringify(
        replaced.map(({ rowsNumber, columns, together = null, until }) => [
          ...[rowsNumber, until, together, Object.entries(columns)],
        ]),
      );

function replacedFrom(text: unknown): readonly Replaced[] {
  if (typeof text !== 'string') return [];
  const all = JSON.parse(text) as [number, number, number | null, [string, string][]][];
  return all.map(([rowsNumber, until, together, columns]) => ({
    ...{ rowsNumber, until, together: together ?? undefined },
    columns: Object.fromEntries(columns),
  }));
}

const numberFrom = (value: unknown): number | undefined => (value === null ? undefined : Number(value));
