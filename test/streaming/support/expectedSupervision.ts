/** What is to be seen of a supervised query. */
export interface Expected {
  /** Whether somebody wants it to run. */
  wanted: boolean;
  phase: 'registered' | 'starting' | 'running' | 'stopping' | 'stopped' | 'recovering' | 'exhausted';
  /** The run that may commit: it is being built, it lives, or it has failed while it was asked to stop. */
  run: 'none' | 'building' | 'live' | 'broken';
  /** How often its builder was called. */
  builds: number;
  /** Failures since a person started it. */
  failures: number;
  /** Restarts after failures since it was last stable. */
  retries: number;
  /** Changes that wait until nothing more changes. */
  collected: number;
  /** Changes that a restart is under way for. */
  restarting: number;
  /** Changes that wait for the end of that restart. */
  waiting: number;
  /** What became of changes, all in all. */
  outcomes: readonly string[];
  /** In how many ticks each clock rings that runs. */
  clocks: Readonly<Partial<Record<Clock, number>>>;
}

export type SupervisionAction =
  | 'start'
  | 'stop'
  | 'change'
  | 'start ok'
  | 'start fails'
  | 'fail'
  | 'stop ends'
  | 'tick';

export type Clock = 'stopTimeout' | 'backoff' | 'stable' | 'quietPeriod' | 'maxWait' | 'progressWithin';

/** Settings, in ticks. */
export interface SupervisionSettings extends Readonly<Record<Clock, number>> {
  readonly maxRetries: number;
}

export const atFirst: Expected = {
  ...{ wanted: false, phase: 'registered', run: 'none', builds: 0, failures: 0, retries: 0 },
  ...{ collected: 0, restarting: 0, waiting: 0, outcomes: [], clocks: {} },
};

/**
 * What must be so after an action: several answers where clocks ring at the same time, as their order is nobody's
 * promise. Knows nothing of how it is done.
 */
export function expectedAfter(
  before: Expected,
  action: SupervisionAction,
  settings: SupervisionSettings,
): readonly Expected[] {
  if (action === 'tick') return allOrders(passed(before), settings);
  const sheet = new Sheet({ ...before }, settings);
  happens[action](sheet);
  return [sheet.expected];
}

const happens: Readonly<Record<Exclude<SupervisionAction, 'tick'>, (sheet: Sheet) => void>> = {
  start: (sheet) => sheet.start(),
  stop: (sheet) => sheet.stop(),
  change: (sheet) => sheet.change(),
  'start ok': (sheet) => sheet.startOk(),
  'start fails': (sheet) => sheet.failed(),
  fail: (sheet) => sheet.failed(),
  'stop ends': (sheet) => sheet.over(),
};

const rings: Readonly<Record<Clock, (sheet: Sheet) => void>> = {
  stopTimeout: (sheet) => sheet.over(),
  backoff: (sheet) => sheet.build(),
  stable: (sheet) => {
    sheet.expected.retries = 0;
  },
  quietPeriod: (sheet) => sheet.quiet(),
  maxWait: (sheet) => sheet.quiet(),
  progressWithin: (sheet) => sheet.restartEnds('failed'),
};

function passed(before: Expected): Expected {
  const clocks = Object.entries(before.clocks).map(([clock, left]) => [clock, left - 1] as const);
  return { ...before, clocks: Object.fromEntries(clocks) };
}

function allOrders(expected: Expected, settings: SupervisionSettings): readonly Expected[] {
  const due = (Object.keys(rings) as Clock[]).filter((clock) => expected.clocks[clock] === 0);
  if (due.length === 0) return [expected];
  return due.flatMap((clock) => {
    const sheet = new Sheet({ ...expected }, settings);
    sheet.off(clock);
    rings[clock](sheet);
    return allOrders(sheet.expected, settings);
  });
}

/** One state, on which is written what becomes of it. */
class Sheet {
  constructor(
    readonly expected: Expected,
    private readonly settings: SupervisionSettings,
  ) {}

  /** A person starts it: earlier failures are forgotten. What is alive is left as it is. */
  start(): void {
    const { wanted, phase, run } = this.expected;
    if (wanted && phase !== 'exhausted') return;
    Object.assign(this.expected, { wanted: true, failures: 0, retries: 0 });
    // Two runs never overlap.
    if (run === 'none') this.build();
  }

  /** A person stops it, and that is kept. */
  stop(): void {
    const { phase, run } = this.expected;
    Object.assign(this.expected, { wanted: false, retries: 0 });
    this.off('backoff', 'stable');
    if (run === 'building') this.over();
    else if (run === 'live') this.askToStop();
    else if (phase === 'recovering') this.expected.phase = 'stopped';
  }

  /** Changes are collected until nothing more changes, though not for ever. */
  change(): void {
    if (this.expected.collected === 0) this.set('maxWait');
    this.expected.collected += 1;
    this.set('quietPeriod');
  }

  quiet(): void {
    const { collected, restarting } = this.expected;
    this.off('quietPeriod', 'maxWait');
    this.expected.collected = 0;
    if (restarting > 0) this.expected.waiting += collected;
    else this.restart(collected);
  }

  build(): void {
    Object.assign(this.expected, { phase: 'starting', run: 'building' });
    this.expected.builds += 1;
  }

  startOk(): void {
    Object.assign(this.expected, { phase: 'running', run: 'live' });
    if (this.expected.retries > 0) this.set('stable');
    this.restartEnds('restarted');
  }

  /** It fails: it is built again after a while, or given up. One that is stopping had its run anyhow. */
  failed(): void {
    const { phase, retries } = this.expected;
    if (phase === 'stopping') {
      this.expected.run = 'broken';
      return;
    }
    this.off('stable');
    this.expected.run = 'none';
    this.expected.failures += 1;
    if (retries === this.settings.maxRetries) this.expected.phase = 'exhausted';
    else {
      this.expected.phase = 'recovering';
      this.expected.retries += 1;
      this.set('backoff');
    }
    this.restartEnds('failed');
  }

  /** Nothing of the run is left, or it was given up and may commit nothing any more. */
  over(): void {
    this.off('stopTimeout');
    this.expected.run = 'none';
    if (this.expected.wanted) this.build();
    else {
      this.expected.phase = 'stopped';
      this.restartEnds('failed');
    }
  }

  /** A restart of what runs ends with the progress of a new run. What does not run sees the changes when it starts. */
  restart(changes: number): void {
    const { wanted, phase, run } = this.expected;
    if (!wanted || phase === 'recovering' || phase === 'exhausted') {
      this.tell('blocked', changes);
      return;
    }
    this.expected.restarting = changes;
    this.set('progressWithin');
    if (run === 'building') this.over();
    else if (phase === 'running') this.askToStop();
  }

  restartEnds(status: 'restarted' | 'failed'): void {
    const { restarting, waiting } = this.expected;
    if (restarting === 0) return;
    this.off('progressWithin');
    this.tell(status, restarting);
    Object.assign(this.expected, { restarting: 0, waiting: 0 });
    if (waiting > 0) this.restart(waiting);
  }

  askToStop(): void {
    if (this.expected.phase === 'stopping') return;
    this.off('stable');
    this.expected.phase = 'stopping';
    this.set('stopTimeout');
  }

  tell(status: string, changes: number): void {
    this.expected.outcomes = [...this.expected.outcomes, `${status} ${changes}`];
  }

  set(clock: Clock): void {
    this.expected.clocks = { ...this.expected.clocks, [clock]: this.settings[clock] };
  }

  off(...clocks: readonly Clock[]): void {
    const left = { ...this.expected.clocks };
    for (const clock of clocks) delete left[clock];
    this.expected.clocks = left;
  }
}
