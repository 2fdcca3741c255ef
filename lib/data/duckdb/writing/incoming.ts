import type { Columns } from '../../../definitions/schema.ts';
import type { SqlParameter } from '../../../definitions/sqlValue.ts';
import { quoted } from '../tables/quoted.ts';

/** What is written, as the statements of a write see it. */
export interface Incoming {
  /** What stands behind `from`. */
  readonly from: string;
  readonly parameters: readonly SqlParameter[];
  readonly columns: Columns;
  /** How many rows it has, where they have been counted. */
  readonly rows: number | undefined;
}

/** A column of what comes in, which is called `s`. */
export const incomingColumn = (column: string): string => `s.${quoted(column)}`;
