import type { Columns } from '../../../definitions/schema.ts';
import type { FileCount, FilesRequest } from '../../files/fileReader.ts';
import { refuseTooMany } from '../../files/refuseTooMany.ts';
import { RowRefusal } from '../../files/rowRefusal.ts';
import type { Session } from '../connection/session.ts';
import { quoted } from '../tables/quoted.ts';
import { columnTypes } from '../typing/columnTypes.ts';
import { csvGroups, type DividedFiles } from './csvGroups.ts';
import { csvSelect } from './csvSelect.ts';
import { doubtfulFiles } from './doubtfulFiles.ts';
import { type FileGroup, filesError } from './fileGroup.ts';
import { givenTo } from './givenTo.ts';
import { keptColumns } from './keptColumns.ts';
import { parquetGroups } from './parquetGroups.ts';
import { parquetRejects } from './parquetRejects.ts';
import { parquetSelect } from './parquetSelect.ts';
import { DOUBT, FILE, MISFIT, type StageNames, stageNames, temp } from './stageNames.ts';
import { rejectedColumns, stageTexts } from './stageTexts.ts';

/** A table of a connection, and its columns. */
export interface StagedTable {
  readonly table: string;
  readonly columns: Columns;
  /** What to sort by, where the rows are not in the order of their files. */
  readonly order?: readonly string[] | undefined;
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
  const isParquet = request.format.kind === 'parquet';
  const divided: DividedFiles = isParquet
    ? { groups: await parquetGroups(session, request), apart: [] }
    : await csvGroups(request);
  const columns = { ...columnsOf(divided.groups, request), ...(await apartColumns(divided, request)) };
  await makeTable(session, names.rows, { ...columns, ...own });
  await makeTable(session, names.rejected, rejectedColumns);
  for (const group of divided.groups) await fill(session, group, { request, names });
  let parts = divided.groups.length + (divided.apart.length > 0 ? 1 : 0);
  if (isParquet) await parquetRejects(session, divided.groups, names);
  else {
    const doubtful = await doubtfulFiles(session, divided.groups, names);
    const apart = [...divided.apart, ...doubtful].sort((one, other) => one.number - other.number);
    if (doubtful.length > 0) parts++;
    await stageTexts(session, apart, { request, names, columns: { ...columns, ...own } });
  }
  const counts = await countsOf(session, request, names);
  if (isParquet) await judge(session, request, { names, counts });
  return {
    rows: { table: names.rows, columns, order: parts > 1 ? [FILE, 'rowid'] : undefined },
    rejected: { table: names.rejected, columns: rejectedColumns },
    counts,
  };
}

/** What staged rows have besides their columns. */
const own: Columns = { [FILE]: 'INTEGER', [MISFIT]: 'VARCHAR', [DOUBT]: 'BOOLEAN' };

/** Files of one request may have columns that others have not; those that are wanted come in their order. */
function columnsOf(groups: readonly FileGroup[], { schema }: FilesRequest): Columns {
  const all = groups.flatMap(({ columns, given }) => [...columns, ...given]);
  const found = new Map(all.map(({ name, type }) => [name, type]));
  const wanted = columnTypes({ id: '(files)', schema }) ?? {};
  return { ...wanted, ...Object.fromEntries(found) };
}

/** The columns that files have besides those of the schema, where they are read as `textFiles` does. */
async function apartColumns({ groups, apart }: DividedFiles, request: FilesRequest): Promise<Columns> {
  const types = columnTypes({ id: '(files)', schema: request.schema }) ?? {};
  const kept = request.drift === 'evolve' ? await keptColumns(apart, request) : [];
  const files = [...groups.flatMap(({ files }) => files), ...apart];
  const all = [...kept, ...givenTo(files, types).given.map(({ name }) => name)];
  return Object.fromEntries(all.map((name) => [name, types[name] ?? 'VARCHAR']));
}

async function makeTable(session: Session, table: string, columns: Columns): Promise<void> {
  const all = Object.entries(columns).map(([name, type]) => `${quoted(name)} ${type}`);
  await session.run(`create temp table ${quoted(table)} (${all.join(', ')})`);
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
    `select ${quoted(FILE)} as file, count(*) as n from ${temp(rows)} group by 1`,
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
  for (const count of counts.filter(({ rejected }) => rejected > 0)) {
    const [first] = await session.rows(`select * from ${temp(names.rejected)} where file = $1 limit 1`, [
      count.path,
    ]);
    const refusal = first && refusalOf(first);
    const file = { path: count.path, location: undefined, values: {} };
    const piece = { file, rows: [], refusals: refusal ? [refusal] : [], isLast: true };
    refuseTooMany(request, count, piece);
  }
}

function refusalOf({ column, reason, raw }: Readonly<Record<string, unknown>>): RowRefusal {
  // A line is a number where it is known; nothing else tells a place.
  const line = undefined as unknown as number;
  const record = { line, raw: String(raw ?? ''), value: undefined };
  return new RowRefusal(record, column === null ? undefined : String(column), String(reason));
}
