/** A column of something that a query reads. */
export interface SourceColumn {
  readonly table: string;
  readonly column: string;
}

/** A column that a query gives, and those that its values are made of; `unknown` where that cannot be told. */
export interface OutputColumn {
  readonly column: string;
  readonly from: readonly SourceColumn[] | 'unknown';
}

/** Where the columns of a query come from. */
export interface ColumnLineage {
  readonly columns: readonly OutputColumn[];
  /** Whether all columns are there; not where a `*` is of something whose columns are not known. */
  readonly complete: boolean;
}
