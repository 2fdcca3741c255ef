import type { Columns } from '../../../definitions/schema.ts';

/** How the table of an entity is, in one transaction. */
export interface Shape {
  readonly entityId: string;
  readonly version: number;
  /** The number of the table that holds its rows; nothing before it is known which columns it has. */
  readonly rowsNumber: number | undefined;
  readonly columns: Columns | undefined;
  /** The oldest version that it can be read at. */
  readonly oldest: number;
  /** Whether rows are kept of earlier versions, besides tables that were overwritten as a whole. */
  readonly isKept: boolean;
  /** The code by which all its rows came, where they came together and do not say so themselves. */
  readonly together: number | undefined;
  /** The tables that were overwritten as a whole and are kept, newest first. */
  readonly replaced: readonly Replaced[];
  /** Whether it was there and is no more. */
  readonly isDropped: boolean;
}

/** A table that was overwritten as a whole, and until which version. */
export interface Replaced {
  readonly rowsNumber: number;
  readonly columns: Columns;
  readonly together: number | undefined;
  readonly until: number;
}
