import { quoted } from '../tables/quoted.ts';

/** The tables of one reading of files. */
export interface StageNames {
  readonly rows: string;
  readonly rejected: string;
  /** What DuckDB tells of lines that it can make nothing of, and in which files they are. */
  readonly errors: string;
  readonly scans: string;
}

/** The tables of a reading, of which each has a number of its own. */
export const stageNames = (number: number): StageNames => ({
  rows: `rekindle_files_${number}`,
  rejected: `rekindle_rejected_${number}`,
  errors: `rekindle_errors_${number}`,
  scans: `rekindle_scans_${number}`,
});

/** The columns that staged rows have besides their own: which file, and what is wrong, or doubtful. */
export const FILE = '_rekindle_file';
export const MISFIT = '_rekindle_misfit';
export const DOUBT = '_rekindle_doubt';

/** A table of the connection in a statement. */
export const temp = (table: string): string => `temp.main.${quoted(table)}`;
