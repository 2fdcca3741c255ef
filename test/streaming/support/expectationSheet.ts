import type { Clock, Expected, SupervisionSettings } from './expected.ts';

/** One state, on which is written what becomes of it. */
export class ExpectationSheet {
  constructor(
    readonly expected: Expected,
    private readonly settings: SupervisionSettings,
  ) {}

  /** A person starts it: earlier failures are forgotten. What is alive is left as it is. */
  start(): void {
    const { wanted, phase, run } = this.expected;
    if (wanted && phase !== 'exhausted') return;
    Object.assign(this.expected, { wanted: true, failures: 0, retries: 0, told: [] });
    // Two runs never overlap.
    if (run === 'none') this.build();
  }

  /** A person stops it, and that is kept. */
  stop(): void {
    const { phase, run } = this.expected;
    Object.assign(this.expected, { wanted: false, retries: 0, told: [] });
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
    this.restartEnds('restarted');
    // Its progress may have ended one restart and begun the next.
    const { phase, retries, clocks } = this.expected;
    if (phase === 'running' && retries > 0 && clocks.stable === undefined) this.set('stable');
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
    if (retries === this.settings.maxRetries) {
      this.expected.phase = 'exhausted';
      this.tells('exhausted', retries);
    } else {
      this.expected.phase = 'recovering';
      this.expected.retries += 1;
      this.tells('attempted', retries + 1);
      this.set('backoff');
    }
    this.restartEnds('failed');
  }

  /** It has run long enough for earlier failures not to count any more. */
  stable(): void {
    this.tells('succeeded', this.expected.retries);
    this.expected.retries = 0;
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

  tells(what: string, retries: number): void {
    this.expected.told = [...this.expected.told, `${what} ${retries}`];
  }

  set(clock: Clock): void {
    this.off(clock);
    this.expected.clocks = { ...this.expected.clocks, [clock]: this.settings[clock] };
  }

  off(...clocks: readonly Clock[]): void {
    const left = { ...this.expected.clocks };
    for (const clock of clocks) delete left[clock];
    this.expected.clocks = left;
  }
}
