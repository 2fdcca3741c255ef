import { type Frame, isFrame } from './frame.ts';
import { received } from './received.ts';

/** What tells parts of a query from any other object. Data from outside cannot have it. */
export const sqlBrand: unique symbol = Symbol.for('rekindle.sql');

/** A query as its text and the values between; made by the `sql` template, put into words by an engine. */
export interface SqlQuery {
  readonly [sqlBrand]: true;
  readonly kind: 'sql';
  readonly strings: readonly string[];
  readonly values: readonly SqlValue[];
}

/** A name of a column or table, which the engine quotes. */
export interface SqlIdentifier {
  readonly [sqlBrand]: true;
  readonly kind: 'identifier';
  readonly identifier: string;
}

/** Values with commas between. */
export interface SqlList {
  readonly [sqlBrand]: true;
  readonly kind: 'list';
  readonly values: readonly SqlValue[];
}

/** A value that is bound to the query, and never part of its text. */
export type SqlParameter = string | number | bigint | boolean | Date | null;

/** What may stand in the `sql` template. */
export type SqlValue = SqlParameter | Frame | SqlQuery | SqlIdentifier | SqlList;

/** Something stands in a query that cannot. */
export class SqlValueError extends TypeError {
  override readonly name = 'SqlValueError';

  constructor(
    readonly expected: string,
    readonly received: string,
    /** The text before the value, where there is one. */
    readonly after?: string,
  ) {
    super(`sql: expected ${expected}, got ${received}${after === undefined ? '' : ` after "${after}"`}`);
  }
}

/** A value as it is kept in a query, or a refusal. Dates are copied, for they can be changed. */
export function sqlValue(value: unknown, before?: string): SqlValue {
  if (isParameter(value)) return value instanceof Date ? new Date(value.getTime()) : value;
  if (isFrame(value) || isSqlPart(value)) return value;
  throw new SqlValueError(expectedInstead(value), received(value), before?.trim().slice(-40));
}

/** Whether a value is a query made by the `sql` template. */
export const isSqlQuery = (value: unknown): value is SqlQuery => isSqlPart(value) && value.kind === 'sql';

const isSqlPart = (value: unknown): value is SqlQuery | SqlIdentifier | SqlList =>
  typeof value === 'object' && value !== null && (value as { [sqlBrand]?: unknown })[sqlBrand] === true;

function isParameter(value: unknown): value is SqlParameter {
  if (value === null) return true;
  if (value instanceof Date) return !Number.isNaN(value.getTime());
  return ['string', 'number', 'bigint', 'boolean'].includes(typeof value);
}

function expectedInstead(value: unknown): string {
  if (Array.isArray(value)) return 'sql.list(…) around the values';
  if (typeof value === 'object' && (value as { kind?: unknown } | null)?.kind === 'entity')
    return 'the frame of a declared input, like inputs.bronze_orders';
  return 'a frame, a query, sql.id(…), sql.list(…) or a string, number, bigint, boolean, date or null';
}
