import type { Observable } from 'rxjs';
import type { Row } from '../../definitions/frame.ts';
import type { ColumnFit } from './columnFit.ts';
import type { Applied, Table } from './table.ts';

/** Takes the rows of one write, and says what becomes of a table by them. */
export interface Intake {
  /** What it has to know before the first row; completes without a value. */
  readonly before?: Observable<never>;
  /** Takes a row after it was made to fit; the row that is kept is a copy. */
  readonly take: (row: Row, number: number) => void;
  readonly apply: (table: Table) => Applied;
  readonly mismatch: ColumnFit['mismatch'];
}
