import type { DependencyGraph } from '../../operators/dependencyGraph.ts';
import type { Pipe } from '../definitions/pipe.ts';
import type { Plan } from '../planning/plan.ts';

/** Members by number, each with a list of others: row `i` is `items[start[i]]` up to, without, `items[start[i + 1]]`. */
export interface Lists {
  readonly start: Int32Array;
  readonly items: Int32Array;
}

/** What is to be run, and who needs whom. Members are known by their place in `pipes`. */
export interface Agenda {
  readonly pipes: readonly Pipe[];
  /** For each member, those whose output it reads. */
  readonly producers: Lists;
  /** For each member, those that have to end before it starts. */
  readonly waitsFor: Lists;
  /** The same, as what schedules them wants it. */
  readonly dependencies: DependencyGraph;
  /** The generation of each member, and how many members each one has. */
  readonly generationOf: Int32Array;
  readonly generationSizes: Int32Array;
  /** Nothing where the order is given. */
  readonly plan: Plan | undefined;
  readonly strategy: string;
  readonly mode: string;
  /** The place of a pipe; nothing where it is not on the agenda. */
  readonly memberOf: (pipeId: string) => number | undefined;
}

/** Calls `visit` for each item of a row. */
export function eachIn({ start, items }: Lists, row: number, visit: (item: number) => void): void {
  const end = start[row + 1] as number;
  for (let i = start[row] as number; i < end; i++) visit(items[i] as number);
}

/** A row as a list of its own. */
export const rowOf = ({ start, items }: Lists, row: number): Int32Array =>
  items.subarray(start[row], start[row + 1]);
