import type { CsvFormat } from '../../../definitions/fileFormat.ts';
import { BadFileError } from '../../files/badFileError.ts';
import { csvRecords } from '../../files/csvRecords.ts';
import type { FilesRequest, FileToRead } from '../../files/fileReader.ts';
import { FileFault } from '../../files/fileRecord.ts';
import { headerNames } from '../../files/headerNames.ts';
import { wantedColumns } from '../../files/wantedColumns.ts';
import { columnTypes } from '../columnTypes.ts';
import type { Session } from '../session.ts';
import type { FileGroup, NumberedFile } from './fileGroup.ts';
import { fileHeads } from './fileHeads.ts';
import { givenTo } from './givenTo.ts';

/** Puts CSV files together that name the same columns in the same order, after a look at their first lines. */
export async function csvGroups(session: Session, request: FilesRequest): Promise<readonly FileGroup[]> {
  const format = request.format as CsvFormat;
  const files = request.files.map((file, number) => ({ ...file, number }));
  const types = columnTypes({ id: '(files)', schema: request.schema }) ?? {};
  if (format.header === false)
    return groupsBy(files, (file) => wantedColumns(request, file)).map(({ files, names }) => ({
      ...{ files, names, skip: 0, ...givenTo(files, types) },
      columns: names.map((name, key) => ({ name, key, type: types[name] ?? 'VARCHAR' })),
    }));
  const heads = await fileHeads(session, request);
  return heads.flatMap(({ text, numbers }) => {
    const head = headerOf(text, format, request.files[numbers[0] as number] as FileToRead);
    if (!head) return [];
    const { names, skip } = head;
    const own = numbers.map((number) => files[number] as NumberedFile);
    return groupsBy(own, (file) => wantedColumns(request, file)).map(({ files, names: wanted }) => {
      const [first] = files;
      const read = readNames(names, wanted, { request, line: skip + 1, path: first?.path ?? '' });
      return {
        ...{ files, names, skip, ...givenTo(files, types) },
        columns: read.map((name) => ({
          ...{ name, type: types[name] ?? 'VARCHAR' },
          key: names.includes(name) ? names.indexOf(name) : undefined,
        })),
      };
    });
  });
}

/** The columns that a first line names, and how many empty lines there are before it. */
function headerOf(
  text: string,
  format: CsvFormat,
  { path }: FileToRead,
): { readonly names: readonly string[]; readonly skip: number } | undefined {
  try {
    const [record] = csvRecords({ ...format, nulls: [''] })(text.replace(/^\uFEFF/, ''), true);
    if (!record?.value) {
      if (record?.fault === undefined) return undefined;
      throw new FileFault(record.line, record.fault);
    }
    const fields = record.value as readonly (string | null)[];
    return { names: fields.map((field) => (field ?? '').trim()), skip: record.line - 1 };
  } catch (error) {
    throw faultIn(path, error);
  }
}

interface Header {
  readonly request: FilesRequest;
  readonly line: number;
  readonly path: string;
}

function readNames(
  names: readonly string[],
  wanted: readonly string[],
  { request: { drift }, line, path }: Header,
): readonly string[] {
  try {
    return headerNames(names, wanted, { drift, line });
  } catch (error) {
    throw faultIn(path, error);
  }
}

function faultIn(path: string, error: unknown): unknown {
  if (!(error instanceof FileFault)) return error;
  return new BadFileError({ path, line: error.line, column: error.column }, error.reason);
}

interface NamedFiles {
  readonly files: readonly NumberedFile[];
  readonly names: readonly string[];
}

/** Files of which the same columns are wanted. */
function groupsBy(
  files: readonly NumberedFile[],
  namesOf: (file: NumberedFile) => readonly string[],
): readonly NamedFiles[] {
  const groups = new Map<string, { files: NumberedFile[]; names: readonly string[] }>();
  for (const file of files) {
    const names = namesOf(file);
    const key = JSON.stringify(names);
    const group = groups.get(key);
    if (group) group.files.push(file);
    else groups.set(key, { files: [file], names });
  }
  return [...groups.values()];
}
