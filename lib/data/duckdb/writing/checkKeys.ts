import { EngineError } from '../../engineError.ts';
import { quoted, quotedList } from '../tables/quoted.ts';
import type { Change } from './change.ts';

/** Counts rows that come in, and refuses those that their keys do not tell apart. */
export async function checkKeys(change: Rows, keys: readonly string[]): Promise<number> {
  const { session, shape, incoming } = change;
  const { entityId } = shape;
  if (keys.length === 0)
    throw new EngineError('invalid', `${entityId}: expected keys to merge by, got none`, { entityId });
  const listed = quotedList(keys);
  const [row] = await session.rows(
    `select sum(n) as n, max(n) as most, bool_or(${emptyIn(keys)}) as empty from (select count(*) as n, ${listed} from ${incoming.from} group by ${listed})`,
  );
  if (row?.['empty'] === true) await refuseEmpty(keys, change);
  if (Number(row?.['most'] ?? 0) > 1) await refuseTwice(keys, change);
  return Number(row?.['n'] ?? 0);
}

/** Counts rows that come in, and refuses one without a value in any of these columns. */
export async function checkFilled(change: Rows, columns: readonly string[]): Promise<number> {
  const [row] = await change.session.rows(
    `select count(*) as n, bool_or(${emptyIn(columns)}) as empty from ${change.incoming.from}`,
  );
  if (row?.['empty'] === true) await refuseEmpty(columns, change);
  return Number(row?.['n'] ?? 0);
}

const emptyIn = (columns: readonly string[]) =>
  columns.map((column) => `${quoted(column)} is null`).join(' or ');

type Rows = Pick<Change, 'session' | 'shape' | 'incoming'>;

async function refuseEmpty(
  keys: readonly string[],
  { session, shape: { entityId }, incoming }: Rows,
): Promise<never> {
  const [row] = await session.rows(
    `select rowid + 1 as number, * from ${incoming.from} where ${emptyIn(keys)} order by rowid limit 1`,
  );
  const empty = keys.find((key) => (row?.[key] ?? null) === null);
  const message = `${entityId}: row ${String(row?.['number'])}: expected a value in the key ${empty}, got none`;
  throw new EngineError('null_key', message, { entityId });
}

async function refuseTwice(
  keys: readonly string[],
  { session, shape: { entityId }, incoming }: Rows,
): Promise<never> {
  const listed = quotedList(keys);
  const [row] = await session.rows(
    `select * from (select rowid + 1 as number, row_number() over (partition by ${listed} order by rowid) as nth, ${listed} from ${incoming.from}) where nth = 2 order by number limit 1`,
  );
  const key = keys.map((name) => `${name}=${JSON.stringify(readable(row?.[name]))}`).join(', ');
  const message = `${entityId}: row ${String(row?.['number'])}: expected each key once, got ${key} again`;
  throw new EngineError('duplicate_key', message, { entityId });
}

const readable = (value: unknown) => (typeof value === 'bigint' ? String(value) : value);
