import type { Frame } from './frame.ts';
import type { OverrideMatch } from './overrideMatch.ts';
import type { SqlQuery } from './sqlValue.ts';

/** A value that a column is compared with. */
export type CheckValue = string | number | bigint | boolean | Date;

/** What a check that fails leads to. */
export interface CheckSettings {
  /** What it is called in signals and results. @default what it expects, such as `notNull(id)` */
  readonly name?: string;
  /** `fail` fails the pipe that wrote the entity, and so the run; `warn` is only told. @default 'fail' */
  readonly severity?: 'warn' | 'fail';
  /**
   * Which pipes that read the entity are kept from running in the same run: all, none, or those with an id, a
   * pattern of ids or tags. @default 'all', or 'none' for a warning
   */
  readonly blocks?: 'all' | 'none' | readonly OverrideMatch[];
}

interface Described extends Required<CheckSettings> {}

/** From, and up to, and including; one of both is enough. */
export interface CheckBounds<Value> {
  readonly min?: Value;
  readonly max?: Value;
}

/** What is expected of the rows of an entity, as plain data; `expects` makes it. */
export type Check =
  | ({ readonly kind: 'notNull'; readonly columns: readonly string[] } & Described)
  | ({ readonly kind: 'unique'; readonly columns: readonly string[] } & Described)
  | ({
      readonly kind: 'acceptedValues';
      readonly column: string;
      readonly values: readonly CheckValue[];
    } & Described)
  | ({ readonly kind: 'range'; readonly column: string } & CheckBounds<CheckValue> & Described)
  | ({ readonly kind: 'rowCount' } & CheckBounds<number> & Described)
  | ({ readonly kind: 'sql'; readonly query: (rows: Frame) => SqlQuery } & Described);

/**
 * Says what is expected of the rows of an entity: `entity('silver.orders', { checks: [expects.notNull('id')] })`.
 * A column without a value is accepted by all but `notNull`.
 */
export const expects = {
  /** Each of the columns holds a value in every row. */
  notNull: (columns: string | readonly string[], settings: CheckSettings = {}): Check =>
    Object.freeze({ kind: 'notNull', columns: listed(columns), ...said('notNull', columns, settings) }),

  /** No two rows hold the same values in the columns, apart from rows that lack one of them. */
  unique: (columns: string | readonly string[], settings: CheckSettings = {}): Check =>
    Object.freeze({ kind: 'unique', columns: listed(columns), ...said('unique', columns, settings) }),

  /** The column holds one of some values. */
  acceptedValues: (column: string, values: readonly CheckValue[], settings: CheckSettings = {}): Check =>
    Object.freeze({
      ...{ kind: 'acceptedValues', column, values: frozen(values) },
      ...said('acceptedValues', column, settings),
    }),

  /** The column holds a value within bounds. */
  range: (column: string, bounds: CheckBounds<CheckValue>, settings: CheckSettings = {}): Check =>
    Object.freeze({ kind: 'range', column, ...bounds, ...said('range', column, settings) }),

  /** There are so many rows. */
  rowCount: (bounds: CheckBounds<number>, settings: CheckSettings = {}): Check =>
    Object.freeze({ kind: 'rowCount', ...bounds, ...said('rowCount', [], settings) }),

  /** A query over the rows gives none; each row that it gives is a violation. It needs an engine with SQL. */
  sql: (
    name: string,
    query: (rows: Frame) => SqlQuery,
    settings: Omit<CheckSettings, 'name'> = {},
  ): Check => Object.freeze({ kind: 'sql', query, ...said('sql', [], { ...settings, name }) }),
} as const;

/** What is wrong with what is given is told by the entity, so nothing may be thrown in here. */
const listed = (columns: string | readonly string[]): readonly string[] =>
  typeof columns === 'string' ? Object.freeze([columns]) : frozen(columns);

const frozen = <T>(values: readonly T[]): readonly T[] =>
  Array.isArray(values) ? Object.freeze([...values]) : values;

function said(kind: string, columns: string | readonly string[], settings: CheckSettings): Described {
  const names = Array.isArray(columns) ? columns.join(', ') : String(columns);
  const { name = names === '' ? kind : `${kind}(${names})`, severity = 'fail' } = settings;
  const { blocks = severity === 'warn' ? 'none' : 'all' } = settings;
  return { name, severity, blocks: typeof blocks === 'string' ? blocks : frozen(blocks) };
}
