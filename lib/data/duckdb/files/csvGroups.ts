import type { CsvFormat } from '../../../definitions/fileFormat.ts';
import { csvRecords } from '../../files/csvRecords.ts';
import type { FilesRequest, FileToRead } from '../../files/fileReader.ts';
import { FileFault } from '../../files/fileRecord.ts';
import { headerNames } from '../../files/headerNames.ts';
import { wantedColumns } from '../../files/wantedColumns.ts';
import { columnTypes } from '../typing/columnTypes.ts';
import { csvField } from './csvField.ts';
import { type CsvSurvey, csvSurvey } from './csvSurvey.ts';
import { type FileGroup, filesError, locationOf, type NumberedFile } from './fileGroup.ts';
import { givenTo } from './givenTo.ts';
import { isWritable } from './isWritable.ts';

/** Files that DuckDB reads, and those that are read as `textFiles` does. */
export interface DividedFiles {
  readonly groups: readonly FileGroup[];
  readonly apart: readonly NumberedFile[];
}

/** Up to so many bytes, DuckDB takes longer to open a file than JavaScript to read it. */
const SMALL = 2 ** 14;

/** Puts CSV files together that DuckDB can read as one, after a look at their bytes. */
export async function csvGroups(request: FilesRequest): Promise<DividedFiles> {
  const groups = new Map<string, FileGroup & { files: NumberedFile[] }>();
  const apart: NumberedFile[] = [];
  for (const [number, file] of request.files.entries()) {
    const numbered = { ...file, number };
    const group = isSmall(file) ? undefined : await groupOf(numbered, request);
    if (!group) {
      apart.push(numbered);
      continue;
    }
    const { files: _, given: __, ...alike } = group;
    const key = JSON.stringify(alike);
    const found = groups.get(key);
    if (found) found.files.push(numbered);
    else groups.set(key, { ...group, files: [numbered] });
  }
  const types = typesOf(request);
  return {
    groups: [...groups.values()].map((group) => ({ ...group, ...givenTo(group.files, types) })),
    apart,
  };
}

const isSmall = ({ size }: FileToRead) => size !== undefined && size <= SMALL;

const typesOf = ({ schema }: FilesRequest) => columnTypes({ id: '(files)', schema }) ?? {};

/** A group of one file; nothing where it is to be read as `textFiles` does, also to be told what is wrong with it. */
async function groupOf(file: NumberedFile, request: FilesRequest): Promise<FileGroup | undefined> {
  const format = request.format as CsvFormat;
  const { way, hasLineEnds, head } = await surveyed(file, request);
  if (way === 'text') return undefined;
  const found = columnsIn(head, file, request);
  if (!found) return undefined;
  const types = typesOf(request);
  const columns = found.wanted.map((name) => ({
    ...{ name, type: types[name] ?? 'VARCHAR' },
    key: found.names.includes(name) ? found.names.indexOf(name) : undefined,
  }));
  const isOurs = columns.every(({ type }) => csvField('', type) || !isWritable(type));
  if (!isOurs) return undefined;
  const skip = (format.header ?? true) ? 1 : 0;
  return { files: [file], names: found.names, skip, columns, given: [], way, hasLineEnds };
}

async function surveyed(file: FileToRead, request: FilesRequest): Promise<CsvSurvey> {
  try {
    return await csvSurvey(locationOf(file), request.format as CsvFormat);
  } catch (error) {
    throw filesError(missing(error, file), request);
  }
}

const missing = (error: unknown, file: FileToRead): unknown =>
  (error as NodeJS.ErrnoException).code === 'ENOENT'
    ? new Error(`IO Error: No files found that match the pattern "${locationOf(file)}"`)
    : error;

interface Named {
  readonly names: readonly string[];
  readonly wanted: readonly string[];
}

/** The columns that a file has, and those that its rows get; nothing where there is anything odd about them. */
function columnsIn(head: string, file: FileToRead, request: FilesRequest): Named | undefined {
  const format = request.format as CsvFormat;
  const wanted = wantedColumns(request, file);
  if (!(format.header ?? true)) return wanted.length === 0 ? undefined : { names: wanted, wanted };
  const line = /^[^\r\n]+/.exec(head)?.[0];
  if (line === undefined || line.length === head.length) return undefined;
  try {
    const [record] = csvRecords({ ...format, nulls: [] })(line, true);
    if (!record?.value) return undefined;
    const names = (record.value as readonly string[]).map((field) => field.trim());
    return { names, wanted: headerNames(names, wanted, { drift: request.drift, line: 1 }) };
  } catch (error) {
    if (error instanceof FileFault) return undefined;
    throw error;
  }
}
