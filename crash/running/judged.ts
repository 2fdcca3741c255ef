import type { HistoryEntry } from 'rekindle';
import { duckdbEngine } from 'rekindle/duckdb';
import { lastValueFrom } from 'rxjs';
import { historyProblems, wholeHistory } from '../judging/historyProblems.ts';
import type { Outcome } from '../judging/workload.ts';
import { databaseIn, type Task } from './task.ts';
import { workloads } from './workloads.ts';

/** What was known before. */
export interface Known {
  readonly told: readonly string[];
  readonly history: readonly HistoryEntry[];
  /** Whether everything is done, so that there is something to compare. */
  readonly isDone: boolean;
}

/** What was found in a database. */
export interface Found {
  readonly problems: readonly string[];
  readonly history: readonly HistoryEntry[];
  readonly outcome: Outcome | undefined;
}

/** Opens the database that a process has left, and looks whether all that must hold does. */
export async function judged({ workload, folder, seed, steps }: Task, known: Known): Promise<Found> {
  const { judge, outcome } = workloads[workload];
  const engine = duckdbEngine(databaseIn(folder), { threads: 1 });
  try {
    const history = await wholeHistory(engine);
    const scene = { seed, steps, folder, engine, history, told: known.told };
    const problems = [...(await historyProblems(engine, history, known.history)), ...(await judge(scene))];
    return { problems, history, outcome: known.isDone ? await outcome(scene) : undefined };
  } catch (error) {
    return {
      problems: [`it cannot be looked at: ${String(error)}`],
      history: known.history,
      outcome: undefined,
    };
  } finally {
    await lastValueFrom(engine.close());
  }
}
