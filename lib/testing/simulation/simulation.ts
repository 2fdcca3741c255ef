import { Subscription, tap } from 'rxjs';
import type { RecordedSignal } from '../recording.ts';
import { applyFault } from './applyFault.ts';
import { batchRuns } from './batchRuns.ts';
import type { Invariant, InvariantName } from './invariant.ts';
import { invariants } from './invariants.ts';
import { Judge } from './judge.ts';
import {
  type SimulatedSystem,
  simulatedChanges,
  simulatedEvents,
  simulatedOutcomes,
  simulatedSystem,
} from './simulatedSystem.ts';
import { simulationBounds } from './simulationBounds.ts';
import type { FaultKind, SimulatedFault } from './simulationFault.ts';
import { type SimulationParts, simulationParts } from './simulationParts.ts';
import type { SimulationReport } from './simulationReport.ts';
import type { SimulationSettings } from './simulationSettings.ts';

/** What a simulation is made of, once everything is drawn. */
export interface SimulationScript {
  readonly seed: number;
  readonly hours: number;
  readonly settings: SimulationSettings;
  readonly given: Partial<SimulationSettings>;
  readonly faults: readonly SimulatedFault[];
  readonly faultsPerHour: number | undefined;
  readonly parts?: SimulationParts;
}

/** How long pipes may take to end that are told to. */
const GRACE = 10_000;

/** Plays a script through, once. */
export class Simulation {
  readonly #script: SimulationScript;
  readonly #system: SimulatedSystem;
  readonly #judge: Judge;
  readonly #life = new Subscription();
  /** Tasks of the simulation itself: the next look, and the next fault. */
  readonly #own = new Subscription();
  #ownTasks = 0;
  /** Faults that wait for a signal. */
  readonly #waiting: SimulatedFault[] = [];
  readonly #faultCounts = new Map<FaultKind, number>();

  constructor(script: SimulationScript) {
    const { seed, settings, parts = simulationParts } = script;
    this.#script = script;
    this.#system = simulatedSystem(seed, settings, parts);
    const { scheduler, thrown, queries } = this.#system;
    this.#judge = new Judge(invariants, {
      ...this.#system,
      bounds: simulationBounds(settings),
      deadLetters: () => queries.deadLetters.map(({ queryId }) => queryId),
      thrown: () => thrown.count,
      waiting: () => scheduler.waiting - this.#ownTasks,
      elapsed: () => scheduler.elapsed,
    });
  }

  /** Lets all of it go by, and gives what came of it. */
  run(): SimulationReport {
    this.#begin();
    this.#attempted(() => this.#system.scheduler.advanceTo(this.#ends));
    this.#stop();
    this.#attempted(() => this.#system.scheduler.advanceTo(this.#ends + this.#drains));
    return this.#end();
  }

  /** The same, with promises going on between tasks, and a plan that is run again and again beside the streams. */
  async runAsync(): Promise<SimulationReport> {
    const { scheduler } = this.#system;
    this.#begin();
    const runs$ = batchRuns(this.#system, this.#judge.finding('pipes_end_once'));
    const count = () => {
      this.#judge.counts.batchRuns += 1;
    };
    this.#life.add(
      runs$.subscribe({ next: count, error: (error) => this.#escaped('the runs ended', error) }),
    );
    await scheduler.advanceToAsync(this.#ends).catch((error) => this.#escaped('a task threw', error));
    this.#stop();
    await scheduler.advanceToAsync(this.#ends + this.#drains);
    return this.#end();
  }

  get #ends(): number {
    return this.#script.hours * 3_600_000;
  }

  /** How long everything may take to stop. */
  get #drains(): number {
    return Math.max(this.#script.settings.stopTimeout, GRACE) + 1;
  }

  #begin(): void {
    this.#watch();
    this.#start();
  }

  #stop(): void {
    this.#own.unsubscribe();
    this.#ownTasks = 0;
    this.#waiting.length = 0;
    this.#system.faulty.unsubscribe();
    this.#life.unsubscribe();
  }

  #end(): SimulationReport {
    this.#system.engine.shutDown();
    this.#judge.tell('end');
    return this.#report();
  }

  /** What a task throws reaches nobody in a real system either; here it is told, and time goes on. */
  #attempted(advance: () => void): void {
    for (let failures = 0; failures < 10; failures++) {
      try {
        advance();
        return;
      } catch (error) {
        this.#escaped('a task threw', error);
      }
    }
  }

  #escaped(what: string, error: unknown): void {
    this.#judge
      .finding('observers_harm_nobody')
      .violated(`${what}: ${error instanceof Error ? error.stack : String(error)}`);
  }

  /** Lets the judge hear of what happens before those who act on it. */
  #watch(): void {
    const { engine, queries, signals, parts, ledgers, scheduler } = this.#system;
    const { hooks, counts } = this.#judge;
    const judge = this.#judge;
    parts.heard(signals).subscribe((signal) => judge.signal(signal as RecordedSignal));
    // Behind the judge, so that it has heard the signal in whose midst something happens.
    signals.of('*', { as: 'who acts on signals' }).subscribe(({ name }) => this.#trigger(name));
    engine.facts$.subscribe((fact) => {
      counts.events += 1;
      if (fact.kind === 'committed') counts.commits += 1;
      if (fact.kind === 'refused') counts.refusedCommits += 1;
      for (const hear of hooks.fact) hear(fact);
    });
    engine.events$.subscribe((event) => {
      counts.events += 1;
      for (const hear of hooks.event) hear(event);
    });
    queries.states$.subscribe((status) => {
      counts.events += 1;
      ledgers.get(status.queryId)?.changed(status, scheduler.elapsed);
      for (const hear of hooks.state) hear(status);
    });
    queries.progress$.subscribe(({ queryId, epoch, progress }) => {
      counts.events += 1;
      ledgers.get(queryId)?.progressed(progress, scheduler.elapsed);
      for (const hear of hooks.progress) hear(queryId, epoch);
    });
  }

  #start(): void {
    const { queries, plan, parts, settings } = this.#system;
    const judge = this.#judge;
    const told = (what: string) => ({ error: (error: unknown) => this.#escaped(what, error) });
    const changes$ = simulatedChanges(this.#system).pipe(tap((change) => judge.tell('change', change)));
    const working = (queryId: string) => judge.tell('working', queryId);
    const answered = (...answer: Parameters<NonNullable<Invariant['answer']>>) =>
      judge.tell('answer', ...answer);
    this.#life.add(queries.run$.subscribe(told('the set ended')));
    this.#life.add(simulatedEvents(this.#system, answered).subscribe(told('listening ended')));
    this.#life.add(
      simulatedOutcomes(this.#system, changes$, working).subscribe({
        next: (outcome) => judge.tell('outcome', outcome),
        ...told('following changes ended'),
      }),
    );
    this.#life.add(parts.beside(queries).subscribe(told('who is beside ended')));
    for (const queryId of plan.queryIds) {
      const start = { kind: 'start', at: 0, queryId } as const;
      judge.tell('fault', start);
      applyFault(start, this.#system);
    }
    this.#playFrom(0);
    this.#lookEvery(settings.checkEvery);
  }

  #playFrom(index: number): void {
    const fault = this.#script.faults[index];
    if (!fault) return;
    this.#ownTask(fault.at - this.#system.scheduler.elapsed, () => {
      if (fault.on === undefined) this.#happen(fault);
      else this.#waiting.push(fault);
      this.#playFrom(index + 1);
    });
  }

  #trigger(signal: string): void {
    const index = this.#waiting.findIndex(({ on }) => on === signal);
    for (const fault of index < 0 ? [] : this.#waiting.splice(index, 1)) this.#happen(fault);
  }

  #happen(fault: SimulatedFault): void {
    this.#faultCounts.set(fault.kind, (this.#faultCounts.get(fault.kind) ?? 0) + 1);
    this.#judge.fault(fault, this.#system.scheduler.now());
    applyFault(fault, this.#system);
  }

  #lookEvery(ms: number): void {
    this.#ownTask(ms, () => {
      this.#judge.tell('look');
      this.#lookEvery(ms);
    });
  }

  #ownTask(ms: number, call: () => void): void {
    this.#ownTasks += 1;
    const task: Subscription = this.#system.scheduler.schedule(() => {
      this.#own.remove(task);
      task.unsubscribe();
      this.#ownTasks -= 1;
      call();
    }, ms);
    this.#own.add(task);
  }

  #report(): SimulationReport {
    const { seed, hours, settings, given, faults, faultsPerHour } = this.#script;
    const { counts, violations, exercised, trace } = this.#judge;
    counts.tasks = this.#system.scheduler.steps;
    return {
      ...{ seed, hours, faultsPerHour, settings, given, faults, counts, violations, trace },
      faultCounts: Object.fromEntries(this.#faultCounts),
      exercised: Object.fromEntries(exercised) as Record<InvariantName, number>,
    };
  }
}
