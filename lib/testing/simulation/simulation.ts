import { Subscription, tap } from 'rxjs';
import { applyFault } from './applyFault.ts';
import { batchRuns } from './batchRuns.ts';
import { FaultPlayer } from './faultPlayer.ts';
import type { Invariant, InvariantName } from './invariant.ts';
import { invariants } from './invariants.ts';
import { Judge } from './judge.ts';
import { OwnTasks } from './ownTasks.ts';
import {
  type SimulatedSystem,
  simulatedChanges,
  simulatedEvents,
  simulatedOutcomes,
  simulatedSystem,
} from './simulatedSystem.ts';
import { simulationBounds } from './simulationBounds.ts';
import type { SimulatedFault } from './simulationFault.ts';
import { type SimulationParts, simulationParts } from './simulationParts.ts';
import type { SimulationReport } from './simulationReport.ts';
import type { SimulationSettings } from './simulationSettings.ts';
import { witness } from './witness.ts';

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
  /** The next look, and the next fault. */
  readonly #tasks: OwnTasks;
  readonly #faults: FaultPlayer;

  constructor(script: SimulationScript) {
    const { seed, settings, parts = simulationParts } = script;
    this.#script = script;
    this.#system = simulatedSystem(seed, settings, parts);
    const { scheduler, thrown, queries } = this.#system;
    this.#tasks = new OwnTasks(scheduler);
    this.#faults = new FaultPlayer(script.faults, this.#tasks, (fault) => this.#happens(fault));
    this.#judge = new Judge(invariants, {
      ...this.#system,
      bounds: simulationBounds(settings),
      deadLetters: () => queries.deadLetters.map(({ queryId }) => queryId),
      thrown: () => thrown.count,
      waiting: () => scheduler.waiting - this.#tasks.waiting,
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
    const { signals } = this.#system;
    witness(this.#system, this.#judge);
    // Behind the judge, so that it has heard the signal in whose midst something happens.
    signals.of('*', { as: 'who acts on signals' }).subscribe(({ name }) => this.#faults.hear(name));
    this.#start();
  }

  #stop(): void {
    this.#tasks.end();
    this.#faults.end();
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
      this.#happens({ kind: 'start', at: 0, queryId });
    }
    this.#faults.playFrom();
    this.#tasks.every(settings.checkEvery, () => judge.tell('look'));
  }

  #happens(fault: SimulatedFault): void {
    this.#judge.fault(fault, this.#system.scheduler.now());
    applyFault(fault, this.#system);
  }

  #report(): SimulationReport {
    const { seed, hours, settings, given, faults, faultsPerHour } = this.#script;
    const { counts, violations, exercised, trace } = this.#judge;
    counts.tasks = this.#system.scheduler.steps;
    return {
      ...{ seed, hours, faultsPerHour, settings, given, faults, counts, violations, trace },
      faultCounts: Object.fromEntries(this.#faults.counts),
      exercised: Object.fromEntries(exercised) as Record<InvariantName, number>,
    };
  }
}
