import type { Columns } from '../../../definitions/schema.ts';
import type { Session } from '../connection/session.ts';
import type { Shape } from '../tables/shape.ts';
import type { Incoming } from './incoming.ts';

/** A change that is made to a table by one write. */
export interface Change {
  readonly session: Session;
  readonly shape: Shape & { readonly columns: Columns; readonly rowsNumber: number };
  readonly incoming: Incoming;
  /** The version that the table has if anything is changed. */
  readonly version: number;
  /** What each column of the table is given from a row that comes in; its name where it is one of its own. */
  readonly given: (column: string) => string;
}

/** What a change came to. */
export interface Changed {
  readonly rowsWritten: number;
  readonly inserted: number;
  readonly updated: number;
  readonly deleted: number;
  /** How the table is afterwards, where more than its version is another. */
  readonly shape?: Partial<Shape>;
}

/** By a version rows are born and die by codes: even, or odd where they were updated. */
export const bornBy = (version: number): number => 2 * version;
export const updatedBy = (version: number): number => 2 * version + 1;

/** The columns of the table, from a row that comes in, in their order. */
export const valuesOf = ({ shape, given }: Change): string =>
  Object.keys(shape.columns).map(given).join(', ');
