import { received } from './received.ts';

/** What tells a batch of columns from any other object. */
export const columnBatchBrand: unique symbol = Symbol.for('rekindle.columnBatch');

/** The values of one column, in the order of rows; where there is no value, `null`. */
export type ColumnValues = readonly unknown[] | TypedValues;

/** Numbers without gaps, as engines keep them. */
export type TypedValues =
  | Int8Array
  | Uint8Array
  | Uint8ClampedArray
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | Float32Array
  | Float64Array
  | BigInt64Array
  | BigUint64Array;

/** Rows as columns, which engines that keep columns hand over and take without making an object of each row. */
export interface ColumnBatch {
  readonly [columnBatchBrand]: true;
  readonly rowCount: number;
  /** The values by the names of their columns, each as many as there are rows. */
  readonly columns: Readonly<Record<string, ColumnValues>>;
}

/** Some rows: as objects, or as columns. */
export type Batch<R = object> = readonly R[] | ColumnBatch;

/** Columns of unequal length, or what is no column. */
export class ColumnBatchError extends TypeError {
  override readonly name = 'ColumnBatchError';

  constructor(
    readonly column: string,
    message: string,
  ) {
    super(message);
  }
}

/**
 * Makes a batch of columns, which are arrays or typed arrays of one length. They are taken as they are. How many
 * rows there are needs to be said only where there are no columns.
 *
 * ```ts
 * columnBatch({ id: ['a', 'b'], amount: new Float64Array([1.5, 2]) });
 * ```
 */
export function columnBatch(columns: Readonly<Record<string, ColumnValues>>, rows?: number): ColumnBatch {
  let expected: Expected | undefined = rows === undefined ? undefined : { rows, as: 'as there are rows' };
  for (const [name, values] of Object.entries(columns)) {
    const length = lengthOf(name, values);
    expected ??= { rows: length, as: `as in ${name}` };
    if (length !== expected.rows) throw unequal(name, length, expected);
  }
  return { [columnBatchBrand]: true, rowCount: expected?.rows ?? 0, columns };
}

interface Expected {
  readonly rows: number;
  readonly as: string;
}

/** Whether a value is a batch of columns. */
export const isColumnBatch = (value: unknown): value is ColumnBatch =>
  typeof value === 'object' && value !== null && (value as Partial<ColumnBatch>)[columnBatchBrand] === true;

function lengthOf(name: string, values: unknown): number {
  if (Array.isArray(values) || (ArrayBuffer.isView(values) && 'length' in values))
    return (values as readonly unknown[]).length;
  const expected = `expected an array or a typed array of values in the column ${name}`;
  throw new ColumnBatchError(name, `${expected}, got ${received(values)}`);
}

function unequal(name: string, length: number, { rows, as }: Expected): ColumnBatchError {
  const message = `expected ${rows} values in the column ${name}, ${as}, got ${length}`;
  return new ColumnBatchError(name, message);
}
