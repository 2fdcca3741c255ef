/** Rows by their columns, each of which has a value, or `null`, for every row. */
export interface ColumnBatch {
  readonly rowCount: number;
  readonly columns: Readonly<Record<string, ArrayLike<unknown>>>;
}

/** Whether a batch comes by its columns, rather than as an array of rows. */
export const isColumnBatch = (batch: unknown): batch is ColumnBatch =>
  typeof batch === 'object' &&
  batch !== null &&
  !Array.isArray(batch) &&
  typeof (batch as Partial<ColumnBatch>).rowCount === 'number' &&
  typeof (batch as Partial<ColumnBatch>).columns === 'object';
