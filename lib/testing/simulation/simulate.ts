import { drawFaults } from './drawFaults.ts';
import { simulatedPlan } from './simulatedPlan.ts';
import { checkSimulateOptions, type SimulateOptions } from './simulateOptions.ts';
import { Simulation } from './simulation.ts';
import { type FaultWeights, faultWeights, type SimulatedFault } from './simulationFault.ts';
import { type SimulationParts, simulationParts } from './simulationParts.ts';
import type { SimulationReport } from './simulationReport.ts';
import { simulationSettings } from './simulationSettings.ts';

/** Simulates with other parts than the real ones in some places. */
export function simulateParts(
  options: SimulateOptions,
  parts: SimulationParts = simulationParts,
): SimulationReport {
  return simulation(options, parts).run();
}

/**
 * Runs supervised queries for hours of simulated time in which everything goes wrong that can, and checks all the
 * while that what must hold does. The queries, their watchdog and recovery, the listener, the watch of dimensions and
 * the restarts are the real ones; the engine is a `fakeEngine`. The same seed gives the same report. With `batches`, a
 * plan is run beside the streams every half an hour, whose pipes await promises, and so a promise is given.
 */
export function simulate(options: SimulateOptions & { readonly batches: true }): Promise<SimulationReport>;
export function simulate(options: SimulateOptions & { readonly batches?: false }): SimulationReport;
export function simulate({
  batches = false,
  ...options
}: SimulateOptions & { readonly batches?: boolean }): SimulationReport | Promise<SimulationReport> {
  const simulated = simulation(options, simulationParts);
  return batches ? simulated.runAsync() : simulated.run();
}

function simulation(options: SimulateOptions, parts: SimulationParts): Simulation {
  checkSimulateOptions(options);
  const { seed, hours = 2, faults = faultWeights, faultsPerHour = 12, settings: given = {} } = options;
  const settings = simulationSettings(seed, given);
  const { queryIds, entityIds } = simulatedPlan(seed, settings);
  if (isList(faults))
    return new Simulation({ seed, hours, settings, given, faults, faultsPerHour: undefined, parts });
  const drawn = drawFaults({
    ...{ seed, weights: faults, queryIds, entityIds },
    count: Math.round(hours * faultsPerHour),
    until: hours * 3_600_000,
  });
  return new Simulation({ seed, hours, settings, given, faults: drawn, faultsPerHour, parts });
}

const isList = (faults: readonly SimulatedFault[] | FaultWeights): faults is readonly SimulatedFault[] =>
  Array.isArray(faults);
