import type { Entity } from '../../../definitions/entity.ts';
import type { EntityFiles } from '../../../definitions/entityFiles.ts';
import type { FileKind } from '../../../definitions/fileFormat.ts';
import { EngineError } from '../../engineError.ts';
import { quoted, quotedText } from '../tables/quoted.ts';
import { columnTypes } from '../typing/columnTypes.ts';

/**
 * The SQL that reads the files of an entity, to stand behind FROM. Paths and options are quoted. Columns
 * that the entity declares are read as what it says; those of Parquet have types of their own, and are cast.
 */
export function fileSource(entity: Pick<Entity, 'id' | 'schema'>, files: EntityFiles): string {
  const format = fileKindOf(entity.id, files);
  const types = columnTypes(entity);
  const options = [
    ...formatOptions(format, files),
    ...commonOptions(files),
    ...typeOptions(format, types, files),
  ];
  const call = `${readers[format]}(${[pathList(files), ...options].join(', ')})`;
  if (format !== 'parquet' || !types) return call;
  const columns = Object.entries(types).map(
    ([name, type]) => `${quoted(name)}::${type} as ${quoted(name)}`,
  );
  return `(select ${columns.join(', ')} from ${call})`;
}

/** The paths of files, as they were given. */
export const pathsOf = ({ paths }: EntityFiles): readonly string[] =>
  typeof paths === 'string' ? [paths] : paths;

const readers: Readonly<Record<FileKind, string>> = {
  csv: 'read_csv',
  json: 'read_json',
  jsonLines: 'read_json',
  parquet: 'read_parquet',
};

const pathList = (files: EntityFiles) => `[${pathsOf(files).map(quotedText).join(', ')}]`;

/** What names of files end in; what is packed has one more ending. */
const endings: Readonly<Record<string, FileKind>> = {
  csv: 'csv',
  tsv: 'csv',
  json: 'json',
  ndjson: 'jsonLines',
  jsonl: 'jsonLines',
  parquet: 'parquet',
};

/** How rows lie in the files of an entity: as it says, or as the names of the files tell. */
export function fileKindOf(entityId: string, files: EntityFiles): FileKind {
  if (files.format) return files.format;
  const found = new Set(
    pathsOf(files).map((path) => {
      const [, ending = ''] = /\.(\w+)(?:\.(?:gz|zst))?$/.exec(path) ?? [];
      return Object.hasOwn(endings, ending.toLowerCase()) ? endings[ending.toLowerCase()] : undefined;
    }),
  );
  const [format, ...others] = found;
  if (format !== undefined && others.length === 0) return format;
  const message = `${entityId}: expected files of one format that their names tell (csv, tsv, json, ndjson, jsonl, parquet), or the option format, got ${pathsOf(files).join(', ')}`;
  throw new EngineError('invalid', message, { entityId });
}

function formatOptions(format: FileKind, { header, delimiter, unionByName = true }: EntityFiles): string[] {
  const options = [`union_by_name = ${unionByName}`];
  if (format === 'jsonLines') options.push("format = 'newline_delimited'");
  if (format !== 'csv') return options;
  if (header !== undefined) options.push(`header = ${header}`);
  if (delimiter !== undefined) options.push(`delim = ${quotedText(delimiter)}`);
  return options;
}

function commonOptions({ filename, hivePartitioning }: EntityFiles): string[] {
  const options = [`hive_partitioning = ${hivePartitioning ?? false}`];
  if (filename !== undefined) options.push(`filename = ${quotedText(filename)}`);
  return options;
}

/** The column of the file's name is not in the file. */
function typeOptions(
  format: FileKind,
  types: ReturnType<typeof columnTypes>,
  { filename, unionByName = true, header }: EntityFiles,
): string[] {
  if (!types || format === 'parquet') return [];
  const inFile = Object.entries(types).filter(([name]) => name !== filename);
  const struct = inFile.map(([name, type]) => `${quotedText(name)}: ${quotedText(type)}`).join(', ');
  if (format !== 'csv') return [`columns = {${struct}}`];
  // Without a header the names are not in the file, and types go by places.
  return [header === false || !unionByName ? `columns = {${struct}}` : `types = {${struct}}`];
}
