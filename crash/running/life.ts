import type { Moment } from '../living/moment.ts';
import type { Child } from './children.ts';
import type { Task } from './task.ts';

/** How a process ended, and what it had said until then. */
export interface LifeEnd {
  readonly how: 'killed' | 'done' | 'failed' | 'overdue';
  readonly told: readonly string[];
  readonly complaints: string;
}

/** Has a process do its task until it is killed at a moment, or is done. */
export async function life(child: Child, task: Task, moment: Moment | undefined): Promise<LifeEnd> {
  const told: string[] = [];
  const timers: NodeJS.Timeout[] = [];
  let isOverdue = false;
  const kill = (afterMs: number) => timers.push(setTimeout(() => child.process.kill('SIGKILL'), afterMs));
  child.onLine = (line) => {
    if (line === 'mark' && moment) kill(moment.delayMs);
    if (line.startsWith('told ')) told.push(line.slice('told '.length));
  };
  timers.push(
    setTimeout(() => {
      isOverdue = true;
      child.process.kill('SIGKILL');
    }, DEADLINE),
  );
  child.process.stdin.write(`${JSON.stringify(task)}\n`);
  if (moment && !('nth' in moment)) kill(moment.delayMs);
  const end = await child.ended;
  for (const timer of timers) clearTimeout(timer);
  const how = isOverdue ? 'overdue' : end === 'SIGKILL' ? 'killed' : end === 0 ? 'done' : 'failed';
  return { how, told, complaints: child.complaints() };
}

/** The longest that a process may take, in milliseconds. */
const DEADLINE = 60_000;
