import { drawRecording } from '../drawRecording.ts';
import type { RecordedSignal } from '../recording.ts';
import { rowById } from '../rowById.ts';
import { shortestTrace } from '../shortestTrace.ts';
import { Simulation } from './simulation.ts';
import type { SimulatedFault } from './simulationFault.ts';
import { type SimulationParts, simulationParts } from './simulationParts.ts';
import type { SimulationReport, Violation } from './simulationReport.ts';

export interface ExplainSimulationOptions {
  /** How often it may be simulated again in search of the fewest faults. @default 200 */
  readonly maxRuns?: number;
  /** How many signals before the violation are drawn. @default 30 */
  readonly signals?: number;
}

/**
 * Says what did not hold in a simulation, with the fewest faults that lead to it, the signals before it as marbles, and
 * how to see it again. Nothing where everything held.
 */
export function explainSimulation(
  report: SimulationReport,
  { maxRuns = 200, signals = 30 }: ExplainSimulationOptions = {},
  parts: SimulationParts = simulationParts,
): string {
  const [violation] = report.violations;
  if (!violation) return '';
  const played = (faults: readonly SimulatedFault[]) => new Simulation({ ...report, faults, parts }).run();
  const isSame = ({ invariant }: Violation) => invariant === violation.invariant;
  const faults = shortestTrace(report.faults, (fewer) => played(fewer).violations.some(isSame), {
    maxRuns,
  });
  const shortest = played(faults);
  const seen = shortest.violations.find(isSame) ?? violation;
  return [
    `seed ${report.seed}: ${textOf(seen)}`,
    ...report.violations.slice(1).map((other) => `  and ${textOf(other)}`),
    '',
    `with ${faults.length} of ${report.faults.length} faults:`,
    ...faults.map((fault) => `  ${JSON.stringify(fault)}`),
    '',
    drawRecording(telling(shortest, seen).slice(-signals), { rowOf }),
    '',
    again(report),
  ].join('\n');
}

const textOf = ({ invariant, at, queryId, what }: Violation): string =>
  `${invariant}${queryId === undefined ? '' : ` of ${queryId}`}: ${what}, after ${at / 1_000} s`;

/** What has to do with the violation, up to it. */
function telling({ trace }: SimulationReport, { queryId, sequence }: Violation): readonly RecordedSignal[] {
  return trace.filter((signal) => {
    const of = (signal.payload as { readonly queryId?: unknown } | undefined)?.queryId;
    const isAnother = queryId !== undefined && of !== undefined && of !== queryId;
    return signal.sequence <= sequence && !isAnother && !/spark|health|exception/.test(signal.name);
  });
}

const rowOf = (signal: RecordedSignal): string =>
  signal.name.startsWith('simulation.') ? 'faults' : rowById(signal);

function again({ seed, hours, faultsPerHour, given }: SimulationReport): string {
  const more = [
    ...(faultsPerHour === undefined ? [] : [`--faults-per-hour ${faultsPerHour}`]),
    ...Object.entries(given).map(([name, value]) => `--set ${name}=${value}`),
  ];
  return `npm run simulate -- ${[`--seed ${seed} --hours ${hours}`, ...more].join(' ')}`;
}
