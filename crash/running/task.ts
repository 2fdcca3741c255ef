import type { DatabaseHabits } from '../living/markedDatabase.ts';
import type { AwaitedMark } from '../living/marks.ts';
import type { Moment } from '../living/moment.ts';
import type { FaultName } from '../living/planted.ts';
import { type WorkloadName, workloads } from './workloads.ts';

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

/** What tells the task of one process from that of another. */
export interface Life extends Pick<Task, 'life' | 'habits' | 'fault'> {
  readonly moment: Moment | undefined;
}

/** The task of a process on a database. */
export function taskOf(
  {
    workload,
    seed,
    folder,
    short,
  }: Pick<Task, 'workload' | 'seed' | 'folder'> & { readonly short: boolean },
  { moment, ...life }: Life,
): Task {
  const mark = moment && 'nth' in moment ? { kind: moment.kind, nth: moment.nth } : undefined;
  const { steps } = workloads[workload];
  return { workload, seed, folder, steps: short ? Math.ceil(steps / 3) : steps, mark, ...life };
}
