import { EngineError } from '../../engineError.ts';
import { quoted, quotedList } from '../quoted.ts';
import type { Change } from './change.ts';

/** Counts rows that come in, and refuses those that their keys do not tell apart. */
export async function checkKeys(
  { session, shape, incoming }: Change,
  keys: readonly string[],
): Promise<number> {
  const { entityId } = shape;
  if (keys.length === 0)
    throw new EngineError('invalid', `${entityId}: expected keys to merge by, got none`, { entityId });
  const listed = quotedList(keys);
  const isEmpty = keys.map((key) => `${quoted(key)} is null`).join(' or ');
  const [row] = await session.rows(
    `select sum(n) as n, max(n) as most, bool_or(${isEmpty}) as empty from (select count(*) as n, ${listed} from ${incoming.from} group by ${listed})`,
  );
  if (row?.['empty'] === true) await refuseEmpty(keys, { session, shape, incoming });
  if (Number(row?.['most'] ?? 0) > 1) await refuseTwice(keys, { session, shape, incoming });
  return Number(row?.['n'] ?? 0);
}

type Rows = Pick<Change, 'session' | 'shape' | 'incoming'>;

async function refuseEmpty(
  keys: readonly string[],
  { session, shape: { entityId }, incoming }: Rows,
): Promise<never> {
  const isEmpty = keys.map((key) => `${quoted(key)} is null`).join(' or ');
  const [row] = await session.rows(
    `select rowid + 1 as number, * from ${incoming.from} where ${isEmpty} order by rowid limit 1`,
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
