import { explainSimulation } from '../../../lib/testing/simulation/explainSimulation.ts';
import { invariants } from '../../../lib/testing/simulation/invariants.ts';
import { simulate } from '../../../lib/testing/simulation/simulate.ts';
import { faultWeights } from '../../../lib/testing/simulation/simulationFault.ts';
import type { SimulationReport } from '../../../lib/testing/simulation/simulationReport.ts';

/** What came of many seeds. */
export interface ManySeeds {
  /** Why the first that failed did. */
  readonly failure: string;
  /** Invariants that had nothing to hold for, and faults that never happened. */
  readonly unexercised: readonly string[];
}

/** Simulates small systems for an hour each, until one fails. */
export function manySeeds(from: number, count: number): ManySeeds {
  const seen = new Set<string>();
  for (let seed = from; seed < from + count; seed++) {
    const report = simulate({ seed, hours: 1, faultsPerHour: 16, settings: { queries: 3 } });
    note(report, seen);
    if (report.violations.length > 0) return { failure: explainSimulation(report), unexercised: [] };
  }
  const all = [...Object.keys(invariants), ...Object.keys(faultWeights)];
  return { failure: '', unexercised: all.filter((name) => !seen.has(name)) };
}

function note({ exercised, faultCounts }: SimulationReport, seen: Set<string>): void {
  for (const [name, times] of [...Object.entries(exercised), ...Object.entries(faultCounts)])
    if (times > 0) seen.add(name);
}
