import { quoted, quotedText } from '../quoted.ts';
import type { Session } from '../session.ts';
import { expectedOf } from './csvField.ts';
import { type FileGroup, locationOf } from './fileGroup.ts';
import { FILE, MISFIT, type StageNames, temp } from './stageNames.ts';

/** Makes the table of what does not fit: lines that are no rows, and rows with a value that is none of its column. */
export async function rejectRows(
  session: Session,
  groups: readonly FileGroup[],
  names: StageNames,
): Promise<void> {
  await session.run(
    `create temp table ${quoted(names.rejected)} (file varchar, line bigint, "column" varchar, reason varchar, raw varchar)`,
  );
  const files = groups.flatMap(({ files }, g) =>
    files.map((file) => ({ n: file.number, g, p: file.path, l: locationOf(file) })),
  );
  const columns = groups.flatMap(({ columns }, g) =>
    columns.map(({ key, name, type }) => ({ g, k: `c${key}`, c: name, e: expectedOf(type) })),
  );
  const given = [JSON.stringify(files), JSON.stringify(columns)];
  if (await hasRows(session, `${temp(names.errors)}`, names)) await session.run(lineErrors(names), given);
  await session.run(misfits(names), given);
}

/** There is no such table where nothing was read as CSV. */
async function hasRows(session: Session, table: string, { errors }: StageNames): Promise<boolean> {
  const made = await session.rows(`select 1 from duckdb_tables() where table_name = ${quotedText(errors)}`);
  if (made.length === 0) return false;
  return (await session.rows(`select 1 from ${table} limit 1`)).length > 0;
}

const listed = (parameter: string, fields: string) =>
  `(select unnest(from_json(${parameter}::varchar::json, '[{${fields}}]'), recursive := true))`;
const FILES = listed('$1', '"n":"INTEGER","g":"INTEGER","p":"VARCHAR","l":"VARCHAR"');
const COLUMNS = listed('$2', '"g":"INTEGER","k":"VARCHAR","c":"VARCHAR","e":"VARCHAR"');

/** What is no text at all is no matter of rows. */
export const NO_TEXT = 'expected text in utf-8';

/** One line may have several faults, of which the first is told. */
const lineErrors = ({ errors, scans, rejected }: StageNames) => `
insert into ${temp(rejected)}
select f.p, e.line, case when e.error_type = 'CAST' then c.c end,
  case e.error_type::varchar
    when 'CAST' then 'expected ' || c.e || ', got ' || to_json(regexp_extract(e.error_message, 'Could not convert string "(.*)" to ''', 1, 's'))
    when 'MISSING COLUMNS' then ${fieldCount}
    when 'TOO MANY COLUMNS' then ${fieldCount}
    when 'UNQUOTED VALUE' then 'expected the end of a quoted field, and a delimiter or the end of the line after it'
    when 'INVALID ENCODING' then '${NO_TEXT}, got bytes that are none'
    else e.error_message
  end, trim(e.csv_line, chr(10) || chr(13))
from (select *, row_number() over (partition by scan_id, file_id, line order by column_idx) as nth from ${temp(errors)}) e
join ${temp(scans)} s using (scan_id, file_id)
join ${FILES} f on f.l = s.file_path
left join ${COLUMNS} c on c.g = f.g and c.k = e.column_name
where nth = 1
order by f.n, e.line`;

const fieldCount = `replace(replace(e.error_message, 'Expected Number of Columns: ', 'expected '), ' Found: ', ' fields, got ')`;

/** Of a value that was read as something else than it is to be, DuckDB does not tell the line. */
const misfits = ({ rows, rejected }: StageNames) => `
insert into ${temp(rejected)}
select f.p, null, (m->>'column'), 'expected ' || c.e || ', got ' || (m->>'got'), (m->>'raw')
from (select ${quoted(FILE)} as n, ${quoted(MISFIT)}::json as m from ${temp(rows)} where ${quoted(MISFIT)} is not null) r
join ${FILES} f on f.n = r.n
left join ${COLUMNS} c on c.g = f.g and c.c = (m->>'column')`;
