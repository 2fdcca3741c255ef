import { defer, EMPTY, NEVER, type Observable, of, Subscription, tap, throwError, timer } from 'rxjs';
import { exponential } from '../../../operators/backoff.ts';
import { Signals } from '../../signals/signals.ts';
import type { DimensionChange } from '../../streaming/dimensions/dimensionChange.ts';
import { emits } from '../../streaming/emits.ts';
import type { EngineRunStatus } from '../../streaming/listening/engineEvent.ts';
import { type Queries, queries } from '../../streaming/queries/queries.ts';
import { query } from '../../streaming/queries/query.ts';
import { QueryDependencies } from '../../streaming/restarts/queryDependencies.ts';
import type { RestartOutcome } from '../../streaming/restarts/restartOutcome.ts';
import { type FakeEngine, fakeEngine } from '../fakeEngine.ts';
import { SimulatedScheduler } from '../simulatedScheduler.ts';
import { hashed, hashedBetween } from './hashed.ts';
import { QueryLedger } from './queryLedger.ts';
import { SimulatedDimensions } from './simulatedDimensions.ts';
import { type SimulatedPlan, simulatedPlan } from './simulatedPlan.ts';
import type { SimulationParts } from './simulationParts.ts';
import type { SimulationSettings } from './simulationSettings.ts';
import { type SlotHold, watchedSlots } from './watchedSlots.ts';

/** Everything that a simulation is about: real parts, on an engine and dimensions that are not. */
export interface SimulatedSystem {
  readonly seed: number;
  readonly settings: SimulationSettings;
  readonly plan: SimulatedPlan;
  readonly parts: SimulationParts;
  readonly scheduler: SimulatedScheduler;
  readonly signals: Signals;
  readonly engine: FakeEngine;
  readonly dimensions: SimulatedDimensions;
  readonly dependencies: QueryDependencies;
  readonly queries: Queries;
  readonly slots: ReturnType<SimulationParts['recoverySlots']>;
  readonly holds: Set<SlotHold>;
  readonly ledgers: ReadonlyMap<string, QueryLedger>;
  /** How often observers have thrown. */
  readonly thrown: { count: number };
  /** What faults leave behind, which ends with the simulation. */
  readonly faulty: Subscription;
}

/** Sets a system up; nothing runs yet. */
export function simulatedSystem(
  seed: number,
  settings: SimulationSettings,
  parts: SimulationParts,
): SimulatedSystem {
  const scheduler = new SimulatedScheduler({ maxSteps: Number.POSITIVE_INFINITY });
  const plan = simulatedPlan(seed, settings);
  const signals = new Signals({ scheduler });
  const engine = fakeEngine({
    scheduler,
    queries: Object.fromEntries(plan.queryIds.map((id) => [id, plan.behaviourOf(id)])),
  });
  const dependencies = new QueryDependencies(signals.emitter(emits).emit);
  const slots = parts.recoverySlots({ atOnce: settings.recoveringAtOnce, holdFor: settings.holdFor });
  const holds = new Set<SlotHold>();
  const all = supervisedQueries({ seed, settings: parts.settings(settings), parts, scheduler, signals });
  for (const id of plan.queryIds) {
    const own = {
      slots: watchedSlots(slots, id, { holds, elapsed: () => scheduler.elapsed }),
      backoff: backoffOf(seed, id, settings),
    };
    all.register(query(id, parts.builder(engine, id)), { recovery: own });
    dependencies.register(id, plan.readsOf(id));
  }
  return {
    ...{
      seed,
      settings,
      plan,
      parts,
      scheduler,
      signals,
      engine,
      dependencies,
      queries: all,
      slots,
      holds,
    },
    dimensions: new SimulatedDimensions(plan.entityIds),
    ledgers: new Map(plan.queryIds.map((id) => [id, new QueryLedger(id, all.status(id))])),
    thrown: { count: 0 },
    faulty: new Subscription(),
  };
}

function supervisedQueries({
  settings,
  parts,
  scheduler,
  signals,
}: Pick<SimulatedSystem, 'seed' | 'settings' | 'parts' | 'scheduler' | 'signals'>): Queries {
  const { staleAfter, startWithin, idleWithin, checkEvery, stopTimeout, maxRetries, stableAfter } =
    settings;
  return queries({
    ...{ signals, scheduler, stopTimeout },
    watchdog: { staleAfter, startWithin, idleWithin, clock: parts.silenceClock({ checkEvery, scheduler }) },
    recovery: { maxRetries, stableAfter, ...parts.recovery },
  });
}

/** As `jittered`, with a chance that depends on query and attempt alone. */
function backoffOf(seed: number, queryId: string, { firstDelay, longestDelay }: SimulationSettings) {
  const delays = exponential({ initial: firstDelay, max: longestDelay });
  return (attempt: number) =>
    Math.floor(delays(attempt) * (1 - 0.5 * hashed(seed, queryId, 'backoff', attempt)));
}

/** Changes of dimensions, as the system is told of them. */
export function simulatedChanges(system: SimulatedSystem): Observable<DimensionChange> {
  const { parts, dimensions, settings, signals, scheduler, seed } = system;
  if (dimensions.entities.length === 0) return NEVER;
  return parts.watchDimensions(dimensions.entities, {
    ...{ engine: dimensions.engine, signals, scheduler, pushes$: dimensions.pushes$ },
    ...{
      every: settings.dimensionsEvery,
      longest: settings.dimensionsLongest,
      checkWithin: settings.checkWithin,
    },
    random: () => hashed(seed, 'look', dimensions.asked),
  });
}

/** What becomes of queries after changes. */
export function simulatedOutcomes(
  system: SimulatedSystem,
  changes$: Observable<DimensionChange>,
  working: (queryId: string) => void,
): Observable<RestartOutcome> {
  const { parts, queries, dependencies, dimensions, scheduler, seed } = system;
  const { quietPeriod, maxWait, maxConcurrent, checkWithin, progressWithin, cascade } = parts.settings(
    system.settings,
  );
  const { follow } = parts.queryRestarts(queries, {
    ...{
      dependencies,
      scheduler,
      quietPeriod,
      maxWait,
      maxConcurrent,
      checkWithin,
      progressWithin,
      cascade,
    },
    readable: () =>
      dimensions.failing > 0 ? throwError(() => new Error('the dimension cannot be read')) : EMPTY,
    refresh: ({ queryId, changes }) => {
      working(queryId);
      const takes = hashedBetween(0, 20, seed, queryId, 'refresh', versionIn(changes));
      return takes === 20 ? NEVER : timer(takes * 500, scheduler);
    },
    validate: ({ queryId, changes }) => {
      const chance = hashed(seed, queryId, 'validate', versionIn(changes));
      return of(chance < 0.9 ? 'compatible' : chance < 0.95 ? 'unknown' : 'needs_clean_start');
    },
  });
  return changes$.pipe(follow);
}

/** What the engine says, as the system hears it. */
export function simulatedEvents(
  { parts, engine, queries, settings, scheduler }: SimulatedSystem,
  answered: (runs: readonly EngineRunStatus[], askedAt: number) => void,
): Observable<unknown> {
  const poll = () =>
    defer(() => {
      const askedAt = scheduler.elapsed;
      return engine.poll().pipe(tap((runs) => answered(runs, askedAt)));
    });
  const listening = { poll, pollEvery: settings.pollEvery, scheduler, turns: scheduler.asap };
  return engine.events$.pipe(parts.listenFor(queries, listening));
}

const versionIn = (changes: readonly DimensionChange[]): string | number => changes.at(-1)?.newVersion ?? 0;
