import { EMPTY, type Observable } from 'rxjs';
import { recoverySlots } from '../../../operators/recoverySlots.ts';
import { silenceClock } from '../../../operators/silenceClock.ts';
import type { SignalEvent } from '../../signals/signalEvent.ts';
import type { Signals } from '../../signals/signals.ts';
import { watchDimensions } from '../../streaming/dimensions/watchDimensions.ts';
import { listenFor } from '../../streaming/listening/listenFor.ts';
import type { Queries } from '../../streaming/queries/queries.ts';
import type { QueryBuilder } from '../../streaming/queries/query.ts';
import { queryRestarts } from '../../streaming/restarts/queryRestarts.ts';
import type { QueryRecoveryOptions } from '../../streaming/supervision/supervisionOptions.ts';
import type { FakeEngine } from '../fakeEngine.ts';
import type { SimulationSettings } from './simulationSettings.ts';

/** What stands together in a simulated system, so that a test may put something broken in the place of a part. */
export interface SimulationParts {
  readonly listenFor: typeof listenFor;
  readonly watchDimensions: typeof watchDimensions;
  readonly queryRestarts: typeof queryRestarts;
  readonly recoverySlots: typeof recoverySlots;
  readonly silenceClock: typeof silenceClock;
  readonly builder: (engine: FakeEngine, queryId: string) => QueryBuilder;
  /** Everything that is told, as an observer of the bus hears it. */
  readonly heard: (signals: Signals) => Observable<SignalEvent>;
  /** What is said of recovery in addition. */
  readonly recovery: QueryRecoveryOptions;
  /** What the parts are told of the settings, by which the invariants judge. */
  readonly settings: (settings: SimulationSettings) => SimulationSettings;
  /** Is run beside the others, as somebody who meddles is. */
  readonly beside: (queries: Queries) => Observable<unknown>;
}

/** The parts themselves. */
export const simulationParts: SimulationParts = {
  listenFor,
  watchDimensions,
  queryRestarts,
  recoverySlots,
  silenceClock,
  builder: (engine, queryId) => engine.builder(queryId),
  heard: (signals) => signals.of('*', { as: 'the simulation' }),
  recovery: {},
  settings: (settings) => settings,
  beside: () => EMPTY,
};
