import type { CsvFormat } from '../../../definitions/fileFormat.ts';
import type { FilesRequest, FileToRead } from '../../files/fileReader.ts';
import { quoted, quotedText } from '../quoted.ts';
import { csvField } from './csvField.ts';
import { commonValues, type FileGroup, type FilesStatement, givenColumns, pathList } from './fileGroup.ts';
import { misfitText } from './misfitText.ts';
import { FILE, MISFIT, type StageNames } from './stageNames.ts';

/** The most bytes of one record, and how much of a file is in memory at once: of small ones, no more than they have. */
const LONGEST = 2 ** 24;
const SHORTEST = 2 ** 15;

function longestOf(files: readonly FileToRead[]): number {
  const most = files.reduce((size, file) => Math.max(size, file.size ?? LONGEST), SHORTEST);
  return Math.min(LONGEST, most);
}

/** The rows of CSV files as a query; what is no row at all goes to the tables of errors. */
export function csvSelect(group: FileGroup, request: FilesRequest, names: StageNames): FilesStatement {
  const { columns, given } = group;
  const { from, parameter } = commonValues(group);
  const fields = columns.map((column) => ({ column, field: csvField(column) }));
  const selected = fields.map(({ column: { name }, field }) => `${field.value} as ${quoted(name)}`);
  const { delimiter = ',' } = request.format as CsvFormat;
  const raw = `concat_ws(${[quotedText(delimiter), ...group.names.map((_, at) => `coalesce(r.c${at}::varchar, '')`)].join(', ')})`;
  const misfit = misfitText(
    fields.map(({ column: { name, key }, field }) => ({
      ...{ name, when: field.misfit },
      got:
        field.readAs === 'VARCHAR'
          ? `to_json(r.c${key})::varchar`
          : `rtrim(rtrim(r.c${key}::varchar, '0'), '.')`,
    })),
    raw,
  );
  const all = [
    ...selected,
    ...givenColumns(given),
    `f.n::integer as ${quoted(FILE)}`,
    `${misfit} as ${quoted(MISFIT)}`,
  ];
  const read = `read_csv(${[pathList(group.files), ...options(group, request.format as CsvFormat, names)].join(', ')})`;
  return {
    text: `select ${all.join(', ')} from ${read} r join ${from} f on r.filename = f.l${passedOver(group, request.format as CsvFormat)}`,
    parameters: [parameter],
  };
}

/** Nothing is found out about the files, as that would take longer than reading them. */
function options(
  { files, names: columns, columns: read, skip }: FileGroup,
  { delimiter = ',', quote = '"', nulls = [''], header = true }: CsvFormat,
  { errors, scans }: StageNames,
): readonly string[] {
  const types = columns.map((_, at) => {
    const column = read.find(({ key }) => key === at);
    return `'c${at}': ${quotedText(column ? csvField(column).readAs : 'VARCHAR')}`;
  });
  const longest = longestOf(files);
  return [
    'auto_detect = false',
    `header = ${header}`,
    `skip = ${skip}`,
    `columns = {${types.join(', ')}}`,
    `delim = ${quotedText(delimiter)}`,
    `quote = ${quotedText(quote)}`,
    `escape = ${quotedText(quote)}`,
    `nullstr = [${nulls.map(quotedText).join(', ')}]`,
    'allow_quoted_nulls = false',
    'null_padding = false',
    'strict_mode = true',
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
const passedOver = ({ names }: FileGroup, { nulls = [''] }: CsvFormat): string =>
  names.length === 1 && nulls.length === 1 && nulls[0] === '' ? ' where r.c0 is not null' : '';
