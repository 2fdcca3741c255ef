import type { RecoverySlots } from '../../../operators/recoverySlots.ts';
import type { DimensionChange } from '../../streaming/dimensions/dimensionChange.ts';
import type { EngineEvent, EngineRunStatus } from '../../streaming/listening/engineEvent.ts';
import type { QueryStatus } from '../../streaming/queries/queryState.ts';
import type { QueryDependencies } from '../../streaming/restarts/queryDependencies.ts';
import type { RestartOutcome } from '../../streaming/restarts/restartOutcome.ts';
import type { FakeFact } from '../fakeFact.ts';
import type { RecordedSignal } from '../recording.ts';
import type { QueryLedger } from './queryLedger.ts';
import type { SimulatedDimensions } from './simulatedDimensions.ts';
import type { SimulationBounds } from './simulationBounds.ts';
import type { SimulatedFault } from './simulationFault.ts';
import type { SimulationSettings } from './simulationSettings.ts';

/** What must hold in every simulation. */
export type InvariantName =
  | 'queries_live'
  | 'ends_are_noticed'
  | 'recovery_slots'
  | 'restart_slots'
  | 'one_epoch_commits'
  | 'retries_are_exact'
  | 'exhausted_stays'
  | 'stops_are_kept'
  | 'starts_have_causes'
  | 'changes_are_answered'
  | 'dimensions_are_fresh'
  | 'signals_without_gaps'
  | 'observers_harm_nobody'
  | 'nothing_leaks'
  | 'pipes_end_once';

/** What happens in a simulation, as an invariant may hear of it; heard before anybody acts on it, where that matters. */
export interface Invariant {
  readonly signal?: (signal: RecordedSignal) => void;
  readonly signals?: Readonly<
    Record<string, (payload: Record<string, unknown>, signal: RecordedSignal) => void>
  >;
  readonly fact?: (fact: FakeFact) => void;
  readonly state?: (status: QueryStatus) => void;
  readonly progress?: (queryId: string, epoch: number) => void;
  /** Events as they get through, and answers to polls that were asked at a time. */
  readonly event?: (event: EngineEvent) => void;
  readonly answer?: (runs: readonly EngineRunStatus[], askedAt: number) => void;
  readonly change?: (change: DimensionChange) => void;
  /** The first thing that is done about a query after changes, and the last. */
  readonly working?: (queryId: string) => void;
  readonly outcome?: (outcome: RestartOutcome) => void;
  /** Somebody is about to do something, or something is about to go wrong. */
  readonly fault?: (fault: SimulatedFault) => void;
  /** Time has gone by. */
  readonly look?: () => void;
  /** Everything was stopped, and has had the time to. */
  readonly end?: () => void;
}

/** What invariants know of the simulated system. */
export interface InvariantHost {
  readonly settings: SimulationSettings;
  readonly bounds: SimulationBounds;
  readonly ledgers: ReadonlyMap<string, QueryLedger>;
  readonly dependencies: QueryDependencies;
  readonly dimensions: SimulatedDimensions;
  readonly slots: RecoverySlots;
  /** Places among those who recover that are taken or waited for, and since when they are taken. */
  readonly holds: ReadonlySet<{ readonly queryId: string; readonly since: number | undefined }>;
  /** Which queries are given up, as the set says. */
  readonly deadLetters: () => readonly string[];
  /** How often an observer has thrown. */
  readonly thrown: () => number;
  /** How many tasks wait that are not those of the simulation itself. */
  readonly waiting: () => number;
  /** How much time has gone by. */
  readonly elapsed: () => number;
}

/** Where an invariant says how it went. */
export interface Finding {
  /** There was something that could have gone wrong. */
  readonly exercised: () => void;
  /** It did not hold. The same is told once. */
  readonly violated: (what: string, about?: string) => void;
}

export type MakeInvariant = (host: InvariantHost, finding: Finding) => Invariant;

/** The ledger of a query; refuses what nobody knows, which would be a fault of the simulation. */
export function ledgerOf({ ledgers }: Pick<InvariantHost, 'ledgers'>, queryId: string): QueryLedger {
  const ledger = ledgers.get(queryId);
  if (!ledger) throw new Error(`expected a simulated query, got ${queryId}`);
  return ledger;
}

/** What the table blocks, or nobody knows any more, never came to its turn. */
export const neverWorked = (outcome: RestartOutcome): boolean =>
  outcome.status === 'blocked' &&
  (outcome.verdict === 'not_permitted' || outcome.verdict === 'unregistered');
