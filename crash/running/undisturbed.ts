import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { difference } from '../judging/difference.ts';
import type { Outcome } from '../judging/workload.ts';
import { judged } from './judged.ts';
import type { LaneOptions } from './lane.ts';
import { life } from './life.ts';
import { taskOf } from './task.ts';
import { workloads } from './workloads.ts';

/** What the same work comes to if nobody is killed. */
export async function undisturbed(
  options: Omit<LaneOptions, 'onKill' | 'kills' | 'fault' | 'at'>,
): Promise<Outcome> {
  const folder = join(options.folder, `${options.workload}-undisturbed`);
  mkdirSync(folder, { recursive: true });
  const habits = { autocheckpoint: '16MB', checkpointEvery: 1_000_000 };
  const task = taskOf({ ...options, folder }, { life: 1, fault: undefined, habits, moment: undefined });
  const stop = workloads[options.workload].arrivals?.(task);
  const { how, told, complaints } = await life(await options.children.take(), task, undefined);
  stop?.();
  if (how !== 'done')
    throw new Error(`expected ${options.workload} to work undisturbed, got ${how}: ${complaints}`);
  const { outcome = {}, problems } = await judged(task, { told, history: [], isDone: true });
  if (problems.length > 0) throw new Error(`${options.workload}, undisturbed: ${problems.join('\n')}`);
  rmSync(folder, { recursive: true });
  return outcome;
}

/** What differs from that. */
export const outcomeProblems = (expected: Outcome, got: Outcome): readonly string[] =>
  Object.entries(expected).flatMap(([name, rows]) =>
    difference(`in the end, ${name} is not what it is undisturbed`, rows, got[name] ?? []),
  );
