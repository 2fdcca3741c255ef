import type { Columns } from '../../../definitions/schema.ts';
import { BadFileError } from '../../files/badFileError.ts';
import type { FileCount, FilesRequest } from '../../files/fileReader.ts';
import { refuseTooMany } from '../../files/refuseTooMany.ts';
import { RowRefusal } from '../../files/rowRefusal.ts';
import { columnTypes } from '../columnTypes.ts';
import { quoted } from '../quoted.ts';
import type { Session } from '../session.ts';
import { csvGroups } from './csvGroups.ts';
import { csvSelect } from './csvSelect.ts';
import { type FileGroup, filesError } from './fileGroup.ts';
import { parquetGroups } from './parquetGroups.ts';
import { parquetSelect } from './parquetSelect.ts';
import { NO_TEXT, rejectRows } from './rejectRows.ts';
import { FILE, MISFIT, type StageNames, stageNames, temp } from './stageNames.ts';

/** A table of a connection, and its columns. */
export interface StagedTable {
  readonly table: string;
  readonly columns: Columns;
}

/** What is in some files, as tables of a connection. */
export interface StagedFiles {
  readonly rows: StagedTable;
  readonly rejected: StagedTable;
  readonly counts: readonly FileCount[];
}

let counter = 0;

/**
 * Reads files into tables of the connection, which hold nothing beyond it: the rows that fit, and those that do not.
 * Throws a `BadFileError` where a file is not what it has to be.
 */
export async function stageFiles(session: Session, request: FilesRequest): Promise<StagedFiles> {
  const names = stageNames(++counter);
  for (const name of Object.values(names)) session.temporary.add(name);
  const groups =
    request.format.kind === 'parquet'
      ? await parquetGroups(session, request)
      : await csvGroups(session, request);
  const columns = columnsOf(groups, request);
  await makeTable(session, names.rows, columns);
  for (const group of groups) await fill(session, group, { request, names });
  await rejectRows(session, groups, names);
  const counts = await countsOf(session, request, names);
  await judge(session, request, { names, counts });
  await session.run(`delete from ${temp(names.rows)} where ${quoted(MISFIT)} is not null`);
  return {
    rows: { table: names.rows, columns },
    rejected: { table: names.rejected, columns: rejectedColumns },
    counts,
  };
}

const rejectedColumns: Columns = {
  file: 'VARCHAR',
  line: 'BIGINT',
  column: 'VARCHAR',
  reason: 'VARCHAR',
  raw: 'VARCHAR',
};

/** Files of one request may have columns that others have not; those that are wanted come in their order. */
function columnsOf(groups: readonly FileGroup[], { schema }: FilesRequest): Columns {
  const all = groups.flatMap(({ columns, given }) => [...columns, ...given]);
  const found = new Map(all.map(({ name, type }) => [name, type]));
  const wanted = columnTypes({ id: '(files)', schema }) ?? {};
  return { ...wanted, ...Object.fromEntries(found) };
}

async function makeTable(session: Session, table: string, columns: Columns): Promise<void> {
  const own = Object.entries(columns).map(([name, type]) => `${quoted(name)} ${type}`);
  await session.run(
    `create temp table ${quoted(table)} (${[...own, `${quoted(FILE)} integer`, `${quoted(MISFIT)} varchar`].join(', ')})`,
  );
}

interface Filling {
  readonly request: FilesRequest;
  readonly names: StageNames;
}

async function fill(session: Session, group: FileGroup, { request, names }: Filling): Promise<void> {
  const { text, parameters } =
    request.format.kind === 'parquet' ? parquetSelect(group) : csvSelect(group, request, names);
  try {
    await session.run(`insert into ${temp(names.rows)} by name ${text}`, parameters);
  } catch (error) {
    throw filesError(error, request);
  }
}

/** How many rows of each file fit, and how many do not. */
async function countsOf(
  session: Session,
  { files }: FilesRequest,
  { rows, rejected }: StageNames,
): Promise<readonly FileCount[]> {
  const fitting = await session.rows(
    `select ${quoted(FILE)} as file, count(*) as n from ${temp(rows)} where ${quoted(MISFIT)} is null group by 1`,
  );
  const refused = await session.rows(`select file, count(*) as n from ${temp(rejected)} group by 1`);
  const fits = new Map(fitting.map(({ file, n }) => [Number(file), Number(n)]));
  const misfits = new Map(refused.map(({ file, n }) => [String(file), Number(n)]));
  return files.map(({ path }, i) => ({ path, rows: fits.get(i) ?? 0, rejected: misfits.get(path) ?? 0 }));
}

interface Judging {
  readonly names: StageNames;
  readonly counts: readonly FileCount[];
}

/** The first file with more that do not fit than there may be is bad, by the first of its rows. */
async function judge(session: Session, request: FilesRequest, { names, counts }: Judging): Promise<void> {
  const bad = counts.filter(({ rejected }) => rejected > 0);
  for (const count of bad) {
    const [first] = await session.rows(
      `select * from ${temp(names.rejected)} where file = $1 order by line nulls last limit 1`,
      [count.path],
    );
    const refusal = first && refusalOf(first);
    if (refusal?.reason.startsWith(NO_TEXT)) throw new BadFileError({ path: count.path }, refusal.reason);
    const file = { path: count.path, location: undefined, values: {} };
    const piece = { file, rows: [], refusals: refusal ? [refusal] : [], isLast: true };
    refuseTooMany(request, count, piece);
  }
}

function refusalOf(row: Readonly<Record<string, unknown>>): RowRefusal {
  const { line, column, reason, raw } = row;
  // A line is a number where it is known; nothing else tells a place.
  const place = line === null ? undefined : Number(line);
  const record = { line: place as number, raw: String(raw ?? ''), value: undefined };
  return new RowRefusal(record, column === null ? undefined : String(column), String(reason));
}
