import type { Columns } from '../../../definitions/schema.ts';
import type { SqlQuery } from '../../../definitions/sqlValue.ts';
import { columnsIn } from '../../conditions.ts';
import { EngineError } from '../../engineError.ts';
import { knownColumn } from '../../rowCheck.ts';
import type { Slice } from '../../slice.ts';
import { BORN, DIED } from '../tables/ownNames.ts';
import { quoted, quotedList } from '../tables/quoted.ts';
import type { Replaced, Shape } from '../tables/shape.ts';
import { keptTable, rowsTable } from '../tables/tableName.ts';
import { conditionQuery } from './conditionQuery.ts';
import { fragment, text } from './fragment.ts';

export interface SliceOptions {
  readonly keys: readonly string[];
  readonly slice: Slice;
  /** Whether changes are to come in their order, which costs something. */
  readonly isOrdered: boolean;
}

/** How a slice of a table is read: a query over the tables that hold its rows. */
export function sliceQuery(shape: Shape, { keys, slice, isOrdered }: SliceOptions): SqlQuery {
  if (shape.columns === undefined || shape.rowsNumber === undefined)
    throw new EngineError(
      'schema_mismatch',
      `${shape.entityId}: expected columns, got a table that has none yet`,
      {
        entityId: shape.entityId,
      },
    );
  if (slice.kind === 'changes') return changesQuery(shape, shape.columns, { keys, slice, isOrdered });
  const { where, version, since } = slice;
  if (where) for (const column of columnsIn(where)) knownColumn(shape.entityId, column, shape.columns);
  if (since !== undefined) refuseUnkept({ ...shape, oldest: 0 }, since);
  const parts = [
    ...(since === undefined ? [] : [text(`${bornOf(shape)} >= ${2 * (since + 1)}`)]),
    ...(where ? [conditionQuery(where)] : []),
  ];
  const conditions = parts.flatMap((part, i) => [text(i === 0 ? ' where ' : ' and '), part]);
  const from =
    version === undefined || version === shape.version ? now(shape) : then(shape, shape.columns, version);
  return fragment(text(`select ${quotedList(Object.keys(shape.columns))} from ${from}`), ...conditions);
}

const now = ({ entityId, rowsNumber = 0 }: Shape) => rowsTable(entityId, rowsNumber);

/** By which code a row came, whether it says so itself or all came together. */
const bornOf = ({ together }: Pick<Shape, 'together'>): string =>
  together === undefined ? quoted(BORN) : `${together}::bigint`;

/** The rows as they were by a version: those that had come by then, and had not gone. */
function then(shape: Shape, columns: Columns, version: number): string {
  refuseUnkept(shape, version);
  const { entityId, replaced } = shape;
  const listed = quotedList(Object.keys(columns));
  const come = (born: string) => `${born} < ${2 * (version + 1)}`;
  const parts = [
    `select ${listed} from ${now(shape)} where ${come(bornOf(shape))}`,
    ...(shape.isKept
      ? [
          `select ${listed} from ${keptTable(entityId)} where ${come(quoted(BORN))} and ${quoted(DIED)} >= ${2 * (version + 1)}`,
        ]
      : []),
    ...replaced
      .filter(({ until }) => until > version)
      .map(
        (old) =>
          `select ${columnsOf(old, columns)} from ${rowsTable(entityId, old.rowsNumber)} where ${come(bornOf(old))}`,
      ),
  ];
  return `(${parts.join(' union all ')})`;
}

/** The columns of a table, of which one that was overwritten may have had fewer or others. */
function columnsOf({ columns }: Replaced, wanted: Columns): string {
  return Object.entries(wanted)
    .map(([name, type]) =>
      columns[name] === type
        ? quoted(name)
        : `${Object.hasOwn(columns, name) ? `try_cast(${quoted(name)} as ${type})` : `cast(null as ${type})`} as ${quoted(name)}`,
    )
    .join(', ');
}

function changesQuery(
  shape: Shape,
  columns: Columns,
  { keys, slice, isOrdered }: SliceOptions & { readonly slice: Changes },
): SqlQuery {
  const { after, upTo = shape.version } = slice;
  refuseUnkept(shape, after);
  refuseUnkept(shape, upTo);
  const { entityId, replaced } = shape;
  const listed = quotedList(Object.keys(columns));
  const within = (column: string) => `${column} >= ${2 * (after + 1)} and ${column} < ${2 * (upTo + 1)}`;
  const died = quoted(DIED);
  const came = (born: string) =>
    `case when ${born} % 2 = 1 then 'update' else 'insert' end as _change, ${born} // 2 as _version`;
  const kept = quoted(BORN);
  const parts = [
    `select ${listed}, ${came(bornOf(shape))} from ${now(shape)} where ${within(bornOf(shape))}`,
    ...(shape.isKept
      ? [
          `select ${listed}, ${came(kept)} from ${keptTable(entityId)} where ${within(kept)}`,
          `select ${listed}, 'delete', ${died} // 2 from ${keptTable(entityId)} where ${within(died)} and ${died} % 2 = 0`,
        ]
      : []),
    ...replaced.flatMap((old) => {
      const rows = rowsTable(entityId, old.rowsNumber);
      const own = columnsOf(old, columns);
      return [
        `select ${own}, ${came(bornOf(old))} from ${rows} where ${within(bornOf(old))}`,
        ...(old.until > after && old.until <= upTo
          ? [`select ${own}, 'delete', ${old.until} from ${rows}`]
          : []),
      ];
    }),
  ];
  const all = parts.join(' union all ');
  const part = windowOf(slice, keys.length > 0 ? keys : Object.keys(columns));
  if (!isOrdered && part === '') return fragment(text(all));
  const kinds = `_version, case _change when 'delete' then 0 when 'update' then 1 else 2 end`;
  return fragment(text(`select * from (${all}) order by ${kinds}${part}`));
}

type Changes = Extract<Slice, { kind: 'changes' }>;

/**
 * A part of the changes. Where a version is read in parts, its rows have to come in the same order each time, also
 * when they have gone in between: by keys, or by all there is, as rows that are the same may change places.
 */
function windowOf({ offset = 0, limit }: Changes, columns: readonly string[]): string {
  if (offset === 0 && limit === undefined) return '';
  const part = [
    ...(limit === undefined ? [] : [`limit ${limit}`]),
    ...(offset === 0 ? [] : [`offset ${offset}`]),
  ];
  return `, ${quotedList(columns)} ${part.join(' ')}`;
}

function refuseUnkept({ entityId, oldest, version: current }: Shape, wanted: number): void {
  if (Number.isInteger(wanted) && wanted >= oldest && wanted <= current) return;
  const message = `${entityId}: expected a version from ${oldest} to ${current}, got ${wanted}`;
  throw new EngineError('version_not_found', message, { entityId });
}
