import type { Engine, HistoryEntry } from 'rekindle';
import type { Marks } from '../living/marks.ts';

/** What a process does until it is killed. */
export interface WorkHost {
  readonly seed: number;
  /** How far it goes. */
  readonly steps: number;
  /** Where files are. */
  readonly folder: string;
  /** Which of the processes on this database it is. */
  readonly life: number;
  readonly marks: Marks;
  /** Says that something was committed: `commit` for each write, with what tells which. */
  readonly told: (line: string) => void;
}

/** What is left when a process has ended. */
export interface Scene {
  readonly seed: number;
  readonly steps: number;
  readonly folder: string;
  readonly engine: Engine;
  /** All writes, the first one first. */
  readonly history: readonly HistoryEntry[];
  /** What all processes so far have said. */
  readonly told: readonly string[];
}

/** Something to do that may be killed at any moment, and what must hold afterwards. */
export interface Workload {
  readonly steps: number;
  /** Goes on from where the last process was; gives whether all of it is done. */
  work(engine: Engine, host: WorkHost): Promise<boolean>;
  /** What does not hold, though it must at any moment. */
  judge(scene: Scene): Promise<readonly string[]>;
  /** What it comes to in the end, whatever happened on the way. */
  outcome(scene: Scene): Promise<Outcome>;
  /** What goes on outside of the process; gives how to stop it. */
  arrivals?(host: Pick<WorkHost, 'seed' | 'steps' | 'folder'>): () => void;
}

/** By name, to be compared. */
export type Outcome = Readonly<Record<string, readonly unknown[]>>;
