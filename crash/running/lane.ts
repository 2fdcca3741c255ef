import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { HistoryEntry } from 'rekindle';
import type { Outcome } from '../judging/workload.ts';
import { type MarkKind, type Moment, momentText } from '../living/moment.ts';
import type { FaultName } from '../living/planted.ts';
import { chanceOf } from './chance.ts';
import type { Children } from './children.ts';
import { drawnHabits, drawnMoment } from './drawnMoment.ts';
import { judged } from './judged.ts';
import { keptAside } from './keptAside.ts';
import { life } from './life.ts';
import { taskOf } from './task.ts';
import { outcomeProblems, undisturbed } from './undisturbed.ts';
import { type WorkloadName, workloads } from './workloads.ts';

/** What is asked of one workload. */
export interface LaneOptions {
  readonly workload: WorkloadName;
  readonly kills: number;
  readonly seed: number;
  /** Where databases are put. */
  readonly folder: string;
  readonly children: Children;
  readonly fault: FaultName | undefined;
  /** What every process is killed at; nothing where chance is to say it. */
  readonly at: MarkKind | undefined;
  readonly short: boolean;
  /** Is told of each kill. */
  readonly onKill: (kind: Moment['kind']) => void;
}

/** What came of it. */
export interface LaneReport {
  readonly workload: WorkloadName;
  readonly kills: Readonly<Partial<Record<Moment['kind'], number>>>;
  /** Databases that were worked on to the end. */
  readonly rounds: number;
  /** Writes that were committed. */
  readonly commits: number;
  /** Those among them that the process was killed before it could tell of. */
  readonly untold: number;
  readonly problems: readonly string[];
  /** The last database as it was when it was found that something does not hold. */
  readonly evidence: string | undefined;
}

/** Kills one process after the other, and looks at what each has left, until enough were killed or something is wrong. */
export async function lane(options: LaneOptions): Promise<LaneReport> {
  const counts = { kills: {} as Record<string, number>, rounds: 0, commits: 0, untold: 0 };
  const wanted = { left: options.kills };
  let kept: Promise<Outcome> | undefined;
  // Not before there is something to compare it with.
  const compared = () => {
    kept ??= undisturbed(options);
    return kept;
  };
  for (let number = 1; wanted.left > 0; number++) {
    const folder = join(options.folder, `${options.workload}-${number}`);
    const problems = await round({ ...options, folder, number }, counts, wanted, compared);
    if (problems.length > 0) return { workload: options.workload, ...counts, problems, evidence: folder };
    counts.rounds += 1;
    if (counts.rounds >= ROUNDS_WITHOUT && Object.keys(counts.kills).length === 0)
      return { workload: options.workload, ...counts, problems: [unmet(options)], evidence: folder };
    rmSync(folder, { recursive: true });
  }
  return { workload: options.workload, ...counts, problems: [], evidence: undefined };
}

/** After so many rounds, who was to be killed should have been. */
const ROUNDS_WITHOUT = 5;

const unmet = ({ at }: LaneOptions): string =>
  `expected a process to come to where it is killed (${at ?? 'any moment'}), got ${ROUNDS_WITHOUT} rounds in which none did`;

interface Counts {
  readonly kills: Record<string, number>;
  rounds: number;
  commits: number;
  untold: number;
}

type RoundOptions = LaneOptions & { readonly number: number };

/** Works on one database until it is done, with as many kills as come before. Gives what does not hold. */
async function round(
  options: RoundOptions,
  counts: Counts,
  wanted: { left: number },
  compared: () => Promise<Outcome>,
): Promise<readonly string[]> {
  const { workload, seed, folder, number, children, fault, at, onKill } = options;
  mkdirSync(folder, { recursive: true });
  const told: string[] = [];
  let history: readonly HistoryEntry[] = [];
  for (let lives = 1; ; lives++) {
    const chance = chanceOf('life', workload, seed, number, lives);
    const moment = wanted.left > 0 ? drawnMoment(workload, chance, at) : undefined;
    const task = taskOf(options, { life: lives, fault, habits: drawnHabits(chance), moment });
    const stop = workloads[workload].arrivals?.(task);
    const end = await life(await children.take(), task, moment);
    stop?.();
    const about = `round ${number}, process ${lives}, ${momentText(moment)}`;
    told.push(...end.told);
    if (end.how === 'failed' || end.how === 'overdue')
      return [
        `${about}: the process ${end.how === 'failed' ? 'failed' : 'took too long'}: ${end.complaints}`,
      ];
    keptAside(folder);
    const found = await judged(task, { told, history, isDone: end.how === 'done' });
    counts.commits += found.history.length - history.length;
    counts.untold += Math.max(0, found.history.length - history.length - commitsIn(end.told));
    history = found.history;
    if (found.problems.length > 0) return found.problems.map((problem) => `${about}: ${problem}`);
    if (end.how === 'done')
      return outcomeProblems(await compared(), found.outcome ?? {}).map(
        (problem) => `${about}: ${problem}`,
      );
    wanted.left -= 1;
    const kind = (moment as Moment).kind;
    counts.kills[kind] = (counts.kills[kind] ?? 0) + 1;
    onKill(kind);
  }
}

const commitsIn = (told: readonly string[]) => told.filter((line) => line.startsWith('commit ')).length;
