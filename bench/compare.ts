/** Two ways to do the same thing, each a function that does it `n` times. */
export interface Contest {
  readonly ours: (n: number) => unknown;
  readonly rival: (n: number) => unknown;
  /** Clears what a batch left behind; not measured. */
  readonly reset?: () => unknown;
}

/** One line of the table. */
export interface Row {
  readonly bench: string;
  readonly ours: string;
  readonly rival: string;
  /** Ours / rival must not be above this; nothing where a row is for the record. */
  readonly goal?: number;
  /**
   * How many nanoseconds ours may take besides what the rival takes; the ratio is then what it takes besides, as a
   * part of that.
   */
  readonly allowance?: number;
  /** What is timed; nothing where the rival is not here. */
  readonly contest?: () => Contest | undefined | Promise<Contest | undefined>;
  /** In place of timing: milliseconds of virtual time, ours beside the rival's, case by case. */
  readonly study?: () => readonly Sample[] | Promise<readonly Sample[]>;
  /** A second goal of a study, for the ratio that so many of its cases do not exceed. */
  readonly tailGoal?: { readonly at: number; readonly goal: number };
  /** Rounds to take the median of. @default 60 */
  readonly rounds?: number;
  /** How often a batch does the thing; worked out from the time it takes where not given. */
  readonly batch?: number;
}

/** What was measured: nanoseconds each, and the median of the ratios of the rounds. */
export interface Result {
  readonly bench: string;
  readonly ours: string;
  readonly rival: string;
  readonly oursNs: number;
  readonly rivalNs: number;
  readonly ratio: number;
  readonly goal: number | null;
  /** Of a study: the ratio at the tail, and its goal. */
  readonly tail?: { readonly at: number; readonly ratio: number; readonly goal: number };
}

/** Where contests leave what they read, so that nothing of what is measured can be left out as unused. */
export const sink = { seen: 0 };

const BATCH_NS = 8e6;
const WARM_NS = 400e6;

/**
 * Measures a row: both in one process, batch by batch in turns and in alternating order, so that what
 * slows the machine slows both. The median of the ratios is what to trust; nanoseconds are for orientation.
 */
export async function compare(row: Row): Promise<Result | undefined> {
  if (row.study) return studied(row, await row.study());
  const contest = await row.contest?.();
  if (!contest) return undefined;
  const batch = row.batch ?? (await warmed(contest));
  const samples: Sample[] = [];
  for (let round = 0; round < (row.rounds ?? 60); round++) {
    const first = await timed(round % 2 === 0 ? contest.ours : contest.rival, batch, contest);
    const second = await timed(round % 2 === 0 ? contest.rival : contest.ours, batch, contest);
    samples.push(round % 2 === 0 ? { ours: first, rival: second } : { ours: second, rival: first });
  }
  return {
    bench: row.bench,
    ours: row.ours,
    rival: row.rival,
    oursNs: median(samples.map(({ ours }) => ours)),
    rivalNs: median(samples.map(({ rival }) => rival)),
    ratio: median(samples.map((sample) => ratioOf(sample, row))),
    goal: row.goal ?? null,
  };
}

interface Sample {
  readonly ours: number;
  readonly rival: number;
}

const ratioOf = ({ ours, rival }: Sample, { allowance }: Row) =>
  allowance === undefined ? ours / rival : (ours - rival) / allowance;

function studied(row: Row, cases: readonly Sample[]): Result {
  const ratios = cases.map(({ ours, rival }) => ours / rival).sort((a, b) => a - b);
  const atShare = (share: number) =>
    ratios[Math.min(ratios.length - 1, Math.floor(ratios.length * share))] ?? Number.NaN;
  const { bench, ours, rival, goal = null, tailGoal } = row;
  return {
    ...{ bench, ours, rival, goal, ratio: atShare(0.5) },
    oursNs: median(cases.map((one) => one.ours * 1e6)),
    rivalNs: median(cases.map((one) => one.rival * 1e6)),
    ...(tailGoal && { tail: { ...tailGoal, ratio: atShare(tailGoal.at) } }),
  };
}

/** Lets both reach their full speed, and finds how often a batch must do the thing to be measurable. */
async function warmed(contest: Contest): Promise<number> {
  let n = 64;
  for (let spent = 0; spent < WARM_NS; ) {
    const ours = await timed(contest.ours, n, contest);
    const rival = await timed(contest.rival, n, contest);
    spent += (ours + rival) * n;
    n = Math.max(16, Math.min(n * 4, Math.round(BATCH_NS / Math.max(ours, rival, 0.1))));
  }
  return n;
}

/** Nanoseconds that one of `n` takes. */
async function timed(run: (n: number) => unknown, n: number, { reset }: Contest): Promise<number> {
  await reset?.();
  const start = process.hrtime.bigint();
  const done = run(n);
  if (done instanceof Promise) await done;
  return Number(process.hrtime.bigint() - start) / n;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? Number.NaN;
}
