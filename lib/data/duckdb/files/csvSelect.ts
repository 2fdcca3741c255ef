import type { CsvFormat } from '../../../definitions/fileFormat.ts';
import type { FilesRequest, FileToRead } from '../../files/fileReader.ts';
import { quoted, quotedText } from '../tables/quoted.ts';
import { type CsvField, csvField } from './csvField.ts';
import { commonValues, type FileGroup, type FilesStatement, givenColumns, pathList } from './fileGroup.ts';
import { DOUBT, FILE, type StageNames } from './stageNames.ts';

/** The most bytes of one record, and how much of a file is in memory at once: of small ones, no more than they have. */
const LONGEST = 2 ** 24;
const SHORTEST = 2 ** 15;

function longestOf(files: readonly FileToRead[]): number {
  const most = files.reduce((size, file) => Math.max(size, file.size ?? LONGEST), SHORTEST);
  return Math.min(LONGEST, most);
}

/**
 * The rows of CSV files as a query, with whether there is anything doubtful about each; what is no row at all goes to
 * the tables of errors.
 */
export function csvSelect(group: FileGroup, request: FilesRequest, stage: StageNames): FilesStatement {
  const { columns, given, names, way } = group;
  const format = request.format as CsvFormat;
  const { from, parameter } = commonValues(group);
  const fields = columns.map(({ name, key, type }) => ({
    name,
    field: key === undefined ? absent(type) : fieldOf(textOf(Number(key), group, format), type),
  }));
  const doubts = fields.flatMap(({ field: { doubt } }) => (doubt === undefined ? [] : [doubt]));
  if (way === 'padded') doubts.push(otherCount(names.length));
  const all = [
    ...fields.map(({ name, field: { value } }) => `${value} as ${quoted(name)}`),
    ...givenColumns(given),
    `f.n::integer as ${quoted(FILE)}`,
    `${doubts.length === 0 ? 'false' : doubts.join(' or ')} as ${quoted(DOUBT)}`,
  ];
  const read = `read_csv(${[pathList(group.files), ...options(group, format, stage)].join(', ')})`;
  return {
    text: `select ${all.join(', ')} from ${read} r join ${from} f on r.filename = f.l${passedOver(group)}`,
    parameters: [parameter],
  };
}

const absent = (type: string): CsvField => ({ value: `cast(null as ${type})`, doubt: undefined });

/** Of a type that JavaScript does not have, DuckDB has the word. */
function fieldOf(text: string, type: string): CsvField {
  const value = `try_cast(${text} as ${type})`;
  return csvField(text, type) ?? { value, doubt: `(${text} is not null and ${value} is null)` };
}

/** A field without the texts that stand for no value; with a column more, these are not known to the reader. */
function textOf(key: number, { way }: FileGroup, { nulls = [''] }: CsvFormat): string {
  const raw = `r.c${key}`;
  if (way === 'strict' || nulls.length === 0) return raw;
  if (nulls.length === 1) return `nullif(${raw}, ${quotedText(nulls[0] ?? '')})`;
  return `(case when ${raw} in (${nulls.map(quotedText).join(', ')}) then null else ${raw} end)`;
}

/** The last field is there, and none after it. */
const otherCount = (width: number) => `r.c${width - 1} is null or r.c${width} is not null`;

/** Nothing is found out about the files, as that would take longer than reading them. */
function options(
  { files, names, way, hasLineEnds }: FileGroup,
  { delimiter = ',', quote = '"', header = true }: CsvFormat,
  { errors, scans }: StageNames,
): readonly string[] {
  const width = way === 'padded' ? names.length + 1 : names.length;
  const columns = Array.from({ length: width }, (_, at) => `'c${at}': 'VARCHAR'`);
  const longest = longestOf(files);
  return [
    'auto_detect = false',
    'header = false',
    `skip = ${header ? 1 : 0}`,
    `columns = {${columns.join(', ')}}`,
    `delim = ${quotedText(delimiter)}`,
    `quote = ${quotedText(quote)}`,
    `escape = ${quotedText(quote)}`,
    // No field that is not in quotes holds the end of a line.
    way === 'padded' ? "nullstr = ['\n']" : "nullstr = ['']",
    'allow_quoted_nulls = false',
    `null_padding = ${way === 'padded'}`,
    'strict_mode = true',
    `parallel = ${!hasLineEnds}`,
    `max_line_size = ${longest}`,
    `buffer_size = ${2 * longest}`,
    'filename = true',
    'store_rejects = true',
    `rejects_table = ${quotedText(errors)}`,
    `rejects_scan = ${quotedText(scans)}`,
    'rejects_limit = 0',
  ];
}

/** A line without anything on it is no row; where there is one column, it would be one without a value. */
const passedOver = ({ names, way }: FileGroup): string =>
  names.length === 1 && way === 'strict' ? ' where r.c0 is not null' : '';
