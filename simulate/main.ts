import { parseArgs } from 'node:util';
import {
  explainSimulation,
  type SimulationReport,
  type SimulationSettings,
  simulate,
} from 'rekindle/testing';
import { type Summary, summarized } from './summary.ts';

const { values } = parseArgs({
  options: {
    seed: { type: 'string' },
    from: { type: 'string', default: '0' },
    seeds: { type: 'string', default: '100' },
    hours: { type: 'string', default: '2' },
    'faults-per-hour': { type: 'string', default: '12' },
    faults: { type: 'string' },
    set: { type: 'string', multiple: true, default: [] },
    json: { type: 'boolean', default: false },
  },
});

const settings = Object.fromEntries(
  values.set.map((pair) => {
    const [name = '', value = ''] = pair.split('=');
    return [name, value === 'true' || value === 'false' ? value === 'true' : Number(value)];
  }),
) as Partial<SimulationSettings>;
const [from, count] =
  values.seed === undefined ? [Number(values.from), Number(values.seeds)] : [Number(values.seed), 1];

const startedAt = process.hrtime.bigint();
const summary: Summary = summarized(reports());
const seconds = Number(process.hrtime.bigint() - startedAt) / 1e9;
const explained = summary.failed.slice(0, 3).map((report) => explainSimulation(report));

if (values.json) {
  const { failed, ...told } = summary;
  console.log(JSON.stringify({ ...told, failedSeeds: failed.map(({ seed }) => seed), explained }));
} else {
  for (const text of explained) console.log(`${text}\n`);
  console.log(tableOf(summary, seconds));
}
process.exitCode = summary.failed.length > 0 ? 1 : 0;

function* reports(): Generator<SimulationReport> {
  for (let seed = from; seed < from + count; seed++) {
    yield simulate({
      ...{ seed, settings, hours: Number(values.hours), faultsPerHour: Number(values['faults-per-hour']) },
      ...(values.faults !== undefined && { faults: JSON.parse(values.faults) }),
    });
  }
}

function tableOf({ seeds, failed, counts, faults, exercised }: Summary, took: number): string {
  const rate = Math.round((counts['events'] ?? 0) / took).toLocaleString('en');
  return [
    `${seeds} seeds of ${values.hours} hours in ${took.toFixed(1)} s: ${failed.length} failed; ${rate} events a second`,
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
