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
  /** What was told of its recovery since a person last wanted something of it: which restart, and how that went. */
  told: readonly string[];
  /** In how many ticks each clock rings that runs, in the order in which they were set. */
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
  ...{ collected: 0, restarting: 0, waiting: 0, outcomes: [], told: [], clocks: {} },
};
