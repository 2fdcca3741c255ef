import type { DatabaseHabits } from '../living/markedDatabase.ts';
import type { MarkKind, Moment } from '../living/moment.ts';
import { below, type Chance, oneOf } from './chance.ts';
import type { WorkloadName } from './workloads.ts';

/** When a process is killed, as chance has it; where it is to be at marks of a kind, at which of them. */
export function drawnMoment(workload: WorkloadName, chance: Chance, at?: MarkKind): Moment {
  const kind = at ?? oneOf(kinds(workload), chance);
  if (kind === 'time') return { kind, delayMs: 20 + below(280, chance) };
  if (kind === 'opening') return { kind, delayMs: below(40, chance) };
  // Not later than a process gets before it is done.
  const nth = 1 + below(kind === 'in checkpoint' ? 4 : 12, chance);
  return { kind, nth, delayMs: kind.startsWith('in ') ? oneOf([0, 0, 0, 1, 2, 5], chance) : 0 };
}

function kinds(workload: WorkloadName): readonly Moment['kind'][] {
  const all: readonly (Exclude<MarkKind, `${string} move`> | 'time' | 'opening')[] = [
    ...([
      'time',
      'time',
      'time',
      'opening',
      'before commit',
      'in commit',
      'in commit',
      'in commit',
    ] as const),
    ...(['after commit', 'after commit', 'in flush', 'in checkpoint', 'in checkpoint'] as const),
  ];
  return workload === 'ingest' ? [...all, 'before move', 'in move', 'in move', 'after move'] : all;
}

/** How a database is treated: some make a checkpoint at almost every commit. */
export function drawnHabits(chance: Chance): DatabaseHabits {
  return {
    autocheckpoint: oneOf(['1KB', '100KB', '16MB'], chance),
    checkpointEvery: 3 + below(5, chance),
  };
}
