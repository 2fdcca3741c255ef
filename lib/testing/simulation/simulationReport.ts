import type { Recording } from '../recording.ts';
import type { InvariantName } from './invariant.ts';
import type { FaultKind, SimulatedFault } from './simulationFault.ts';
import type { SimulationSettings } from './simulationSettings.ts';

/** Something that must hold did not. */
export interface Violation {
  readonly invariant: InvariantName;
  /** How much time had gone by when it was seen, in milliseconds. */
  readonly at: number;
  /** The query it is about, where it is about one. */
  readonly queryId?: string;
  readonly what: string;
  /** The last signal that was told before it was seen. */
  readonly sequence: number;
}

/** What happened in a simulation, in numbers. */
export interface SimulationCounts {
  /** Signals, changes of state, batches, events of the engine, and what really happened in it. */
  readonly events: number;
  /** Tasks of the clock. */
  readonly tasks: number;
  readonly signals: number;
  readonly starts: number;
  readonly commits: number;
  readonly refusedCommits: number;
  readonly failures: number;
  readonly recoveries: number;
  readonly recovered: number;
  readonly givenUp: number;
  readonly gaps: number;
  readonly changes: number;
  readonly restarts: number;
  readonly blocked: number;
  readonly batchRuns: number;
}

/** What came of a simulation; the same for the same options. */
export interface SimulationReport {
  readonly seed: number;
  readonly hours: number;
  /** How many faults were drawn for each hour; nothing where they were given. */
  readonly faultsPerHour: number | undefined;
  readonly settings: SimulationSettings;
  /** What of the settings was given, and not drawn. */
  readonly given: Partial<SimulationSettings>;
  /** What went wrong, and when; to be given as `faults` to see it again. */
  readonly faults: readonly SimulatedFault[];
  readonly counts: SimulationCounts;
  /** How often each kind of fault happened. */
  readonly faultCounts: Readonly<Partial<Record<FaultKind, number>>>;
  /** How often each invariant had something to hold for. */
  readonly exercised: Readonly<Record<InvariantName, number>>;
  readonly violations: readonly Violation[];
  /** The signals that were told, without those of batches. */
  readonly trace: Recording;
}
