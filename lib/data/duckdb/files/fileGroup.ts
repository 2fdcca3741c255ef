import type { SqlParameter } from '../../../definitions/sqlValue.ts';
import { BadFileError } from '../../files/badFileError.ts';
import type { FilesRequest, FileToRead } from '../../files/fileReader.ts';
import { StorageError } from '../../storage/storageError.ts';
import { duckdbError } from '../errors/duckdbError.ts';
import { quoted, quotedText } from '../tables/quoted.ts';
import type { CsvWay } from './csvSurvey.ts';

/** A column of rows, and what it is made of. */
export interface FileColumn {
  readonly name: string;
  readonly type: string;
  /** Where it is in the file: its place, or its name. Nothing where the file has it not. */
  readonly key: string | number | undefined;
  /** The type that it has there, where files say so. */
  readonly had?: string | undefined;
}

/** A file with its place among those that are wanted. */
export interface NumberedFile extends FileToRead {
  readonly number: number;
}

/** Files that have the same columns in the same order. */
export interface FileGroup {
  readonly files: readonly NumberedFile[];
  /** The columns that they have, in their order. */
  readonly names: readonly string[];
  /** Lines before the one that names them. */
  readonly skip: number;
  /** What is made of them. */
  readonly columns: readonly FileColumn[];
  /** Columns that are the same in all rows of a file, with their types. */
  readonly given: readonly FileColumn[];
  /** How CSV files are read. */
  readonly way?: CsvWay;
  readonly hasLineEnds?: boolean;
}

/** What engines call a file. */
export const locationOf = ({ path, location = path }: FileToRead): string => location;

/** A path as DuckDB takes it, which reads some characters as a pattern. */
export const literalPattern = (path: string): string => path.replace(/[[*?]/g, '[$&]');

/** The paths of files as a list. */
export const pathList = (files: readonly FileToRead[]): string =>
  `[${files.map((file) => quotedText(literalPattern(locationOf(file)))).join(', ')}]`;

/** What all rows of a file have in common, as a table to be joined by the location; its text is one parameter. */
export function commonValues({ files, given }: FileGroup): {
  readonly from: string;
  readonly parameter: string;
} {
  const fields = ['l', 'n', ...given.map((_, i) => `v${i}`)];
  const struct = `{${fields.map((field) => `"${field}":"VARCHAR"`).join(',')}}`;
  const rows = files.map((file) =>
    Object.fromEntries([
      ['l', locationOf(file)],
      ['n', String(file.number)],
      ...given.map(({ name }, i) => [`v${i}`, textOf(file.values[name])]),
    ]),
  );
  return {
    from: `(select unnest(from_json($1::varchar::json, '[${struct}]'), recursive := true))`,
    parameter: JSON.stringify(rows),
  };
}

/** The columns that are given for all rows of a file. */
export const givenColumns = (given: readonly FileColumn[]): readonly string[] =>
  given.map(({ name, type }, i) => `cast(f.v${i} as ${type}) as ${quoted(name)}`);

function textOf(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  if (value instanceof Date) return value.toISOString();
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** A statement, and what is bound to it. */
export interface FilesStatement {
  readonly text: string;
  readonly parameters: readonly SqlParameter[];
}

/** What an error of DuckDB means, where it is about a file that was to be read. */
export function filesError(error: unknown, { files }: FilesRequest): Error {
  const { message } = error as Error;
  const file = files.find((one) => names(message, locationOf(one)));
  if (!file) return duckdbError(error);
  const { path } = file;
  if (/^IO Error: (No files found|Cannot open file .*No such file)/i.test(message))
    return new StorageError('not_found', path, `expected the file ${path}, got none`, { cause: error });
  const { message: said, errorClass } = duckdbError(error);
  if (errorClass === 'cancelled' || errorClass === 'closed') return duckdbError(error);
  const line = /on Line: (\d+)/i.exec(message)?.[1];
  const reason = said.split('\n')[0]?.split(/; (?:Possible|file =)/)[0] ?? said;
  return new BadFileError({ path, line: line === undefined ? undefined : Number(line) }, reason, {
    cause: error,
  });
}

/** A path is named as a whole, and not as the beginning of another. */
const names = (message: string, location: string): boolean => {
  const at = message.indexOf(location);
  return at >= 0 && !/^[\w./-]/.test(message.slice(at + location.length).replace(/^\.(?=\s|$)/, ''));
};
