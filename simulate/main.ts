import { DefinitionError } from 'rekindle';
import { explainSimulation, type SimulationReport, simulate } from 'rekindle/testing';
import { AskedWronglyError, asked } from './asked.ts';
import { type Summary, summarized } from './summary.ts';

const { json, from, count, ...how } = orRefused(() => asked(process.argv.slice(2)));

const startedAt = process.hrtime.bigint();
const summary: Summary = orRefused(() => summarized(reports()));
const seconds = Number(process.hrtime.bigint() - startedAt) / 1e9;
const explained = summary.failed.slice(0, 3).map((report) => explainSimulation(report));

if (json) {
  const { failed, ...told } = summary;
  console.log(JSON.stringify({ ...told, failedSeeds: failed.map(({ seed }) => seed), explained }));
} else {
  for (const text of explained) console.log(`${text}\n`);
  console.log(tableOf(summary, seconds));
}
process.exitCode = summary.failed.length > 0 ? 1 : 0;

/** What was asked for wrongly is told without a stack; anything else is a fault of ours. */
function orRefused<R>(work: () => R): R {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof DefinitionError || error instanceof AskedWronglyError)) throw error;
    console.error(error.message);
    process.exit(2);
  }
}

function* reports(): Generator<SimulationReport> {
  const { faults, ...settled } = how;
  for (let seed = from; seed < from + count; seed++)
    yield simulate({ seed, ...settled, ...(faults && { faults }) });
}

function tableOf({ seeds, failed, counts, faults, exercised }: Summary, took: number): string {
  const rate = Math.round((counts['events'] ?? 0) / took).toLocaleString('en');
  return [
    `${seeds} seeds of ${how.hours} hours in ${took.toFixed(1)} s: ${failed.length} failed; ${rate} events a second`,
    ...section('what happened', counts),
    ...section('what went wrong', faults),
    ...section('what held, and how often it was put to the test', exercised),
  ].join('\n');
}

function section(title: string, numbers: Readonly<Record<string, number>>): readonly string[] {
  const lines = Object.entries(numbers).map(
    ([name, number]) => `  ${name.padEnd(24)}${String(number).padStart(12)}`,
  );
  return ['', title, ...lines];
}
