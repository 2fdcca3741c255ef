import type { DatabaseHabits } from '../living/markedDatabase.ts';
import type { AwaitedMark } from '../living/marks.ts';
import type { FaultName } from '../living/planted.ts';
import type { WorkloadName } from './workloads.ts';

/** What a process is to do, as it is told in one line. */
export interface Task {
  readonly workload: WorkloadName;
  readonly seed: number;
  readonly steps: number;
  readonly life: number;
  /** Where its database and its files are. */
  readonly folder: string;
  readonly habits: DatabaseHabits;
  readonly mark: AwaitedMark | undefined;
  readonly fault: FaultName | undefined;
}

/** The database in the folder of a task. */
export const databaseIn = (folder: string): string => `${folder}/rows.duckdb`;
