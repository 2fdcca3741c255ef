import { quoted } from '../tables/quoted.ts';
import { isAssignable } from '../typing/assignable.ts';
import {
  commonValues,
  type FileColumn,
  type FileGroup,
  type FilesStatement,
  givenColumns,
  pathList,
} from './fileGroup.ts';
import { misfitText } from './misfitText.ts';
import { FILE, MISFIT } from './stageNames.ts';

/** The rows of Parquet files as a query. */
export function parquetSelect(group: FileGroup): FilesStatement {
  const { columns, given, files } = group;
  const { from, parameter } = commonValues(group);
  const misfit = misfitText(
    columns.map((column) => ({
      ...{ name: column.name, when: misfitWhen(column) },
      got: `to_json(r.${quoted(String(column.key))})::varchar`,
    })),
    'to_json(r)::varchar',
  );
  const all = [
    ...columns.map((column) => `${valueText(column)} as ${quoted(column.name)}`),
    ...givenColumns(given),
    `f.n::integer as ${quoted(FILE)}`,
    `${misfit} as ${quoted(MISFIT)}`,
  ];
  return {
    text: `select ${all.join(', ')} from read_parquet(${pathList(files)}, union_by_name = true, filename = ${"'_rekindle_path'"}, hive_partitioning = false) r join ${from} f on r._rekindle_path = f.l`,
    parameters: [parameter],
  };
}

const valueText = ({ key, type, had }: FileColumn): string => {
  if (key === undefined) return `cast(null as ${type})`;
  const raw = `r.${quoted(String(key))}`;
  return had === type ? raw : `try_cast(${raw} as ${type})`;
};

/** What is rounded when it is made another type is not what the file says. */
function misfitWhen(column: FileColumn): string | undefined {
  const { key, type, had } = column;
  if (key === undefined || had === type) return undefined;
  const raw = `r.${quoted(String(key))}`;
  const value = valueText(column);
  const isLossless = had !== undefined && isAssignable(had, type);
  const isNumber = had !== undefined && /^(DOUBLE|FLOAT|DECIMAL)/.test(had);
  return !isLossless && isNumber && /INT/.test(type)
    ? `${raw} is distinct from ${value}`
    : `${raw} is not null and ${value} is null`;
}
