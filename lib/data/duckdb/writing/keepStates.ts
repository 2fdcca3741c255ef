import type { Entity, Scd2 } from '../../../definitions/entity.ts';
import { EngineError } from '../../engineError.ts';
import type { Scd2Mode } from '../../writeMode.ts';
import { conditionText } from '../reading/conditionText.ts';
import { quoted, quotedList } from '../tables/quoted.ts';
import { passedTable, rowsTable } from '../tables/tableName.ts';
import { businessColumns } from '../tables/wantedColumns.ts';
import type { Change, Changed } from './change.ts';
import { checkFilled } from './checkKeys.ts';
import { mergeRows } from './mergeRows.ts';

/**
 * Keeps every state of the keys that come in. All that is known of them is laid out anew, what is in the table,
 * what was told before and changed no row, and what comes in; and what differs then is merged into the table.
 */
export async function keepStates(change: Change, entity: Entity, mode: Scd2Mode): Promise<Changed> {
  const states = statesOf(change, entity, mode);
  const rowsWritten = await checkFilled(change, [...entity.keys, states.scd2.sequence]);
  if (rowsWritten === 0) return { rowsWritten, inserted: 0, updated: 0, deleted: 0 };
  const { session } = change;
  await session.run(states.makePassed);
  await session.run(states.makeTold);
  await refuseTwice(change, states, mode.ignore ?? []);
  await session.run(states.makeMarked);
  await session.run(states.forget);
  await session.run(states.remember);
  await session.run(states.makeRows);
  const columns = { ...change.shape.columns, [GONE]: 'BOOLEAN' };
  const incoming = { from: quoted(LAID_OUT), parameters: [], columns, rows: undefined };
  const own = (column: string) => `s.${quoted(column)}`;
  const keyed = { ...entity, keys: [...entity.keys, states.scd2.validFrom] };
  const merged = await mergeRows({ ...change, incoming, given: own }, keyed, {
    mode: 'merge',
    deleteWhen: { op: '=', column: GONE, value: true },
    markers: [GONE],
    ignore: mode.ignore ?? [],
  });
  await session.run(
    `drop table ${quoted(TOLD)}; drop table ${quoted(MARKED)}; drop table ${quoted(LAID_OUT)}`,
  );
  return { ...merged, rowsWritten };
}

const TOLD = 'rekindle_told';
const MARKED = 'rekindle_marked';
const LAID_OUT = 'rekindle_laid_out';
const GONE = '_rekindle_gone';
const ENDS = '_rekindle_ends';

interface States {
  readonly scd2: Scd2;
  readonly keys: readonly string[];
  readonly makePassed: string;
  readonly makeTold: string;
  readonly makeMarked: string;
  readonly forget: string;
  readonly remember: string;
  readonly makeRows: string;
}

function statesOf(
  change: Change,
  { id, keys, scd2 }: Entity,
  { deleteWhen, ignore = [] }: Scd2Mode,
): States {
  if (!scd2 || keys.length === 0)
    throw new EngineError('invalid', `${id}: expected keys and scd2 to keep states by, got none`, {
      entityId: id,
    });
  const { shape, incoming } = change;
  const rows = rowsTable(id, shape.rowsNumber);
  const passed = passedTable(id);
  const business = Object.keys(businessColumns(shape.columns, { scd2 }));
  const values = business.filter((column) => column !== scd2.sequence && !keys.includes(column));
  const sequence = quoted(scd2.sequence);
  const [from, until] = [quoted(scd2.validFrom), quoted(scd2.validTo)];
  const listed = quotedList(business);
  const keyed = quotedList(keys);
  const same = (a: string, b: string) =>
    keys.map((key) => `${a}.${quoted(key)} = ${b}.${quoted(key)}`).join(' and ');
  const affected = `(select distinct ${keys.map((key) => `${change.given(key)} as ${quoted(key)}`).join(', ')} from ${incoming.from} s)`;
  const ends = deleteWhen ? `coalesce(${conditionText(deleteWhen, 's')}, false)` : 'false';
  // Of an end nothing but the key and the time counts.
  const ended = (column: string, table: string, time: string) =>
    keys.includes(column)
      ? `${table}.${quoted(column)}`
      : column === scd2.sequence
        ? `${time} as ${sequence}`
        : `null as ${quoted(column)}`;
  const coming = business
    .map((column) =>
      values.includes(column)
        ? `case when ${ends} then null else ${change.given(column)} end as ${quoted(column)}`
        : `${change.given(column)} as ${quoted(column)}`,
    )
    .join(', ');
  const makePassed = `create table if not exists ${passed} as select ${listed}, false as ${quoted(ENDS)} from ${rows} limit 0`;
  const makeTold = `
    create or replace temp table ${quoted(TOLD)} as
    select ${business.map((column) => `t.${quoted(column)}`).join(', ')}, false as ${quoted(ENDS)}, false as is_new
      from ${rows} t semi join ${affected} s on ${same('t', 's')}
    union all select ${business.map((column) => ended(column, 't', `t.${until}`)).join(', ')}, true, false
      from ${rows} t semi join ${affected} s on ${same('t', 's')}
      where t.${until} is not null and not exists (select 1 from ${rows} n where ${same('n', 't')} and n.${from} = t.${until})
    union all select ${business.map((column) => `t.${quoted(column)}`).join(', ')}, t.${quoted(ENDS)}, false
      from ${passed} t semi join ${affected} s on ${same('t', 's')}
    union all select ${coming}, ${ends}, true from ${incoming.from} s`;
  const compared = [...values.filter((column) => !ignore.includes(column)).map(quoted), quoted(ENDS)].join(
    ', ',
  );
  const makeMarked = `
    create or replace temp table ${quoted(MARKED)} as
    select *, (${quoted(ENDS)} and coalesce(not before_ends, false)) or (not ${quoted(ENDS)} and (is_first or before_ends or differs)) as changes
    from (
      select *, row_number() over w = 1 as is_first, lag(${quoted(ENDS)}) over w as before_ends,
        row(${compared}) is distinct from lag(row(${compared})) over w as differs
      from (select ${listed}, ${quoted(ENDS)} from ${quoted(TOLD)} qualify row_number() over (partition by ${keyed}, ${sequence} order by is_new) = 1)
      window w as (partition by ${keyed} order by ${sequence})
    )`;
  const forget = `delete from ${passed} as t using ${affected} s where ${same('t', 's')}`;
  const remember = `insert into ${passed} select ${listed}, ${quoted(ENDS)} from ${quoted(MARKED)} where not changes`;
  const periods = `${sequence} as ${from}, lead(${sequence}) over (partition by ${keyed} order by ${sequence}) as ${until}`;
  const makeRows = `
    create or replace temp table ${quoted(LAID_OUT)} as
    with laid as (select ${listed}, ${quoted(ENDS)}, ${periods} from ${quoted(MARKED)} where changes)
    select ${listed}, ${from}, ${until}, ${until} is null as ${quoted(scd2.isCurrent)}, false as ${quoted(GONE)} from laid where not ${quoted(ENDS)}
    union all select ${business.map((column) => `t.${quoted(column)}`).join(', ')}, t.${from}, t.${until}, t.${quoted(scd2.isCurrent)}, true
      from ${rows} t semi join ${affected} s on ${same('t', 's')}
      where not exists (select 1 from laid l where ${same('l', 't')} and l.${from} = t.${from} and not l.${quoted(ENDS)})`;
  return { scd2, keys, makePassed, makeTold, makeMarked, forget, remember, makeRows };
}

/** Refuses two things that are told of one key and time. */
async function refuseTwice(
  { session, shape }: Change,
  { keys, scd2 }: States,
  ignore: readonly string[],
): Promise<void> {
  const which = [...keys, scd2.sequence];
  const columns = Object.keys(businessColumns(shape.columns, { scd2 }))
    .filter((column) => !ignore.includes(column))
    .map(quoted);
  const [row] = await session.rows(
    `select ${quotedList(which)} from (select distinct ${columns.join(', ')}, ${quoted(ENDS)} from ${quoted(TOLD)}) group by ${quotedList(which)} having count(*) > 1 limit 1`,
  );
  if (!row) return;
  const key = which.map((column) => `${column} = ${String(row[column])}`).join(', ');
  const message = `${shape.entityId}: expected one state of each key at each time, got another for ${key}`;
  throw new EngineError('duplicate_key', message, { entityId: shape.entityId });
}
