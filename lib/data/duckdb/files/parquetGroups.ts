import { BadFileError } from '../../files/badFileError.ts';
import type { FilesRequest } from '../../files/fileReader.ts';
import { FileFault } from '../../files/fileRecord.ts';
import { headerNames } from '../../files/headerNames.ts';
import { wantedColumns } from '../../files/wantedColumns.ts';
import type { Session } from '../connection/session.ts';
import { columnTypes } from '../typing/columnTypes.ts';
import { type FileGroup, filesError, locationOf, type NumberedFile, pathList } from './fileGroup.ts';
import { givenTo } from './givenTo.ts';

/** Puts Parquet files together that have the same columns; what they have is asked in one statement. */
export async function parquetGroups(
  session: Session,
  request: FilesRequest,
): Promise<readonly FileGroup[]> {
  const types = columnTypes({ id: '(files)', schema: request.schema }) ?? {};
  const columns = await parquetColumns(session, request);
  const groups = new Map<string, NumberedFile[]>();
  for (const [number, file] of request.files.entries()) {
    const own = Object.entries(columns.get(locationOf(file)) ?? {});
    const key = JSON.stringify([own, wantedColumns(request, file)]);
    groups.set(key, [...(groups.get(key) ?? []), { ...file, number }]);
  }
  return [...groups].map(([key, files]) => {
    const [own, wanted] = JSON.parse(key) as [[string, string][], string[]];
    const had = Object.fromEntries(own);
    return {
      ...{ files, names: Object.keys(had), skip: 0, ...givenTo(files, types) },
      columns: namesRead(Object.keys(had), wanted, request, files).map((name) => ({
        ...{ name, type: types[name] ?? had[name] ?? 'VARCHAR' },
        key: Object.hasOwn(had, name) ? name : undefined,
        had: had[name],
      })),
    };
  });
}

function namesRead(
  names: readonly string[],
  wanted: readonly string[],
  { drift }: FilesRequest,
  [first]: readonly NumberedFile[],
): readonly string[] {
  try {
    return headerNames(names, wanted, { drift, line: 1 });
  } catch (error) {
    if (!(error instanceof FileFault)) throw error;
    throw new BadFileError({ path: first?.path ?? '', column: error.column }, error.reason);
  }
}

/** The columns of each file, with their types. */
async function parquetColumns(
  session: Session,
  request: FilesRequest,
): Promise<ReadonlyMap<string, Readonly<Record<string, string>>>> {
  const { files } = request;
  if (files.length === 0) return new Map();
  try {
    // What is at the top says how many it has beneath it; whatever has a type of its own there is a column.
    const rows = await session.rows(
      `select file_name, list(name) as names from (from parquet_schema(${pathList(files)})) group by file_name`,
    );
    const found = new Map<string, Record<string, string>>();
    const byColumns = new Map<string, string[]>();
    for (const { file_name, names } of rows) {
      const key = JSON.stringify(names);
      byColumns.set(key, [...(byColumns.get(key) ?? []), String(file_name)]);
    }
    for (const locations of byColumns.values()) {
      const group = files.filter((file) => locations.includes(locationOf(file)));
      const types = await session.rows(
        `select column_name, column_type from (describe from read_parquet(${pathList(group.slice(0, 1))}, hive_partitioning = false))`,
      );
      const columns = Object.fromEntries(
        types.map(({ column_name, column_type }) => [String(column_name), String(column_type)]),
      );
      for (const location of locations) found.set(location, columns);
    }
    return found;
  } catch (error) {
    throw filesError(error, request);
  }
}
