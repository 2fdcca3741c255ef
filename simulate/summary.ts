import { faultWeights, type SimulationReport } from 'rekindle/testing';

/** What came of many simulations. */
export interface Summary {
  readonly seeds: number;
  readonly failed: readonly SimulationReport[];
  readonly counts: Readonly<Record<string, number>>;
  /** How often each kind of fault happened, those that never did among them. */
  readonly faults: Readonly<Record<string, number>>;
  /** How often each invariant had something to hold for. */
  readonly exercised: Readonly<Record<string, number>>;
}

/** Adds up what came of each, one after the other. */
export function summarized(reports: Iterable<SimulationReport>): Summary {
  const failed: SimulationReport[] = [];
  const counts: Record<string, number> = {};
  const faults: Record<string, number> = Object.fromEntries(
    Object.keys(faultWeights).map((kind) => [kind, 0]),
  );
  const exercised: Record<string, number> = {};
  let seeds = 0;
  for (const report of reports) {
    seeds += 1;
    if (report.violations.length > 0) failed.push(report);
    add(counts, report.counts);
    add(faults, report.faultCounts);
    add(exercised, report.exercised);
  }
  return { seeds, failed, counts, faults, exercised };
}

function add(sums: Record<string, number>, numbers: object): void {
  for (const [name, number] of Object.entries(numbers)) sums[name] = (sums[name] ?? 0) + Number(number);
}
