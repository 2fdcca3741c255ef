import type { Session } from '../connection/session.ts';
import { quoted } from '../tables/quoted.ts';
import { type FileGroup, locationOf } from './fileGroup.ts';
import { FILE, MISFIT, type StageNames, temp } from './stageNames.ts';

/** Puts aside the rows of Parquet files with a value that is none of its column. Such files have no lines. */
export async function parquetRejects(
  session: Session,
  groups: readonly FileGroup[],
  { rows, rejected }: StageNames,
): Promise<void> {
  const files = groups.flatMap(({ files }, g) =>
    files.map((file) => ({ n: file.number, g, p: file.path, l: locationOf(file) })),
  );
  const columns = groups.flatMap(({ columns }, g) =>
    columns.map(({ key, name, type }) => ({ g, k: `c${key}`, c: name, e: expectedOf(type) })),
  );
  await session.run(
    `insert into ${temp(rejected)}
select f.p, null, (m->>'column'), 'expected ' || c.e || ', got ' || (m->>'got'), (m->>'raw')
from (select ${quoted(FILE)} as n, ${quoted(MISFIT)}::json as m from ${temp(rows)} where ${quoted(MISFIT)} is not null) r
join ${FILES} f on f.n = r.n
left join ${COLUMNS} c on c.g = f.g and c.c = (m->>'column')`,
    [JSON.stringify(files), JSON.stringify(columns)],
  );
  await session.run(`delete from ${temp(rows)} where ${quoted(MISFIT)} is not null`);
}

const listed = (parameter: string, fields: string) =>
  `(select unnest(from_json(${parameter}::varchar::json, '[{${fields}}]'), recursive := true))`;
const FILES = listed('$1', '"n":"INTEGER","g":"INTEGER","p":"VARCHAR","l":"VARCHAR"');
const COLUMNS = listed('$2', '"g":"INTEGER","k":"VARCHAR","c":"VARCHAR","e":"VARCHAR"');

/** What a column has to hold, in words. */
function expectedOf(type: string): string {
  if (/^U?(TINYINT|SMALLINT|INTEGER|BIGINT|HUGEINT)$/.test(type)) return 'a whole number';
  if (/^(DOUBLE|FLOAT|DECIMAL)/.test(type)) return 'a number';
  if (type === 'BOOLEAN') return 'true or false';
  if (type === 'DATE') return 'a date such as 2024-12-31';
  if (/^TIMESTAMP/.test(type)) return 'a time such as 2024-12-31T23:59:59Z';
  return type === 'JSON' ? 'JSON' : type;
}
