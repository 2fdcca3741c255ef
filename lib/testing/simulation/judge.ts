import type { RecordedSignal, Recording } from '../recording.ts';
import type { Invariant, InvariantHost, InvariantName, MakeInvariant } from './invariant.ts';
import type { SimulatedFault } from './simulationFault.ts';
import type { SimulationCounts, Violation } from './simulationReport.ts';

type Hook = Exclude<keyof Invariant, 'signals'>;
type Hooks = { readonly [H in Hook]: readonly NonNullable<Invariant[H]>[] };
type Counts = { -readonly [K in keyof SimulationCounts]: number };

/** Hears what happens in a simulation, lets each invariant judge it, and counts. */
export class Judge {
  readonly violations: Violation[] = [];
  readonly exercised = new Map<InvariantName, number>();
  readonly trace: Recording;
  readonly counts: Counts = {
    ...{ events: 0, tasks: 0, signals: 0, starts: 0, commits: 0, refusedCommits: 0, failures: 0 },
    ...{
      recoveries: 0,
      recovered: 0,
      givenUp: 0,
      gaps: 0,
      changes: 0,
      restarts: 0,
      blocked: 0,
      batchRuns: 0,
    },
  };
  readonly hooks: Hooks;
  readonly #byName = new Map<
    string,
    ((payload: Record<string, unknown>, signal: RecordedSignal) => void)[]
  >();
  readonly #trace: RecordedSignal[] = [];
  readonly #told = new Set<string>();
  #last = 0;
  readonly #elapsed: () => number;

  constructor(makers: Readonly<Record<string, MakeInvariant>>, host: InvariantHost) {
    this.trace = this.#trace;
    this.#elapsed = host.elapsed;
    const made = Object.entries(makers).map(([name, make]) =>
      make(host, this.finding(name as InvariantName)),
    );
    const all = <H extends Hook>(hook: H) =>
      made.flatMap((one) => (one[hook] ?? []) as NonNullable<Invariant[H]>);
    this.hooks = {
      ...{ signal: all('signal'), fact: all('fact'), state: all('state'), progress: all('progress') },
      ...{ event: all('event'), answer: all('answer'), change: all('change'), working: all('working') },
      ...{ outcome: all('outcome'), fault: all('fault'), look: all('look'), end: all('end') },
    };
    for (const { signals = {} } of made)
      for (const [name, hear] of Object.entries(signals))
        this.#byName.set(name, [...(this.#byName.get(name) ?? []), hear]);
  }

  /** Where an invariant says how it went. */
  finding(invariant: InvariantName) {
    this.exercised.set(invariant, this.exercised.get(invariant) ?? 0);
    return {
      exercised: (): void => void this.exercised.set(invariant, (this.exercised.get(invariant) ?? 0) + 1),
      violated: (what: string, queryId?: string): void => {
        // What differs in its numbers alone is the same, seen again.
        const key = `${invariant} ${queryId} ${what.replaceAll(/\d+/g, '')}`;
        if (this.#told.has(key)) return;
        this.#told.add(key);
        const of = queryId === undefined ? {} : { queryId };
        this.violations.push({ invariant, at: this.#elapsed(), ...of, what, sequence: this.#last });
      },
    };
  }

  /** Lets those hear that want to. */
  tell<H extends Hook>(hook: H, ...said: Parameters<NonNullable<Invariant[H]>>): void {
    for (const hear of this.hooks[hook]) (hear as (...said: unknown[]) => void)(...said);
  }

  /** Writes down that something goes wrong, as if it were a signal, before it does. */
  fault(fault: SimulatedFault, time: number): void {
    const { kind, at, on, ...payload } = fault;
    this.#trace.push({
      name: `simulation.${kind}`,
      payload,
      sequence: this.#last,
      time,
      operationId: 'simulation',
    });
    this.tell('fault', fault);
  }

  signal(signal: RecordedSignal): void {
    const { counts } = this;
    counts.events += 1;
    counts.signals += 1;
    this.#last = signal.sequence;
    for (const hear of this.hooks.signal) hear(signal);
    const { name } = signal;
    const hearing = this.#byName.get(name);
    if (hearing) for (const hear of hearing) hear(signal.payload as Record<string, unknown>, signal);
    if (chatty.has(name)) return;
    this.#trace.push(signal);
    const counted = countedAs.get(name);
    if (counted) counts[counted] += 1;
  }
}

/** What comes with every batch. */
const chatty: ReadonlySet<string> = new Set([
  'streaming.query_progress',
  'streaming.spark_query_progress',
  'streaming.spark_query_idle',
  'streaming.query_idle',
]);

const countedAs: ReadonlyMap<string, keyof Counts> = new Map([
  ['streaming.query_started', 'starts'],
  ['streaming.query_failed', 'failures'],
  ['streaming.start_failed', 'failures'],
  ['streaming.recovery_attempted', 'recoveries'],
  ['streaming.recovery_succeeded', 'recovered'],
  ['streaming.recovery_exhausted', 'givenUp'],
  ['streaming.listener_gap', 'gaps'],
  ['dimension.changed', 'changes'],
  ['streaming.after_restart', 'restarts'],
  ['streaming.restart_blocked', 'blocked'],
]);
