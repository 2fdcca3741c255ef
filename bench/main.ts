import { spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';
import { compare, type Result, type Row } from './compare.ts';
import { duckdb } from './duckdb.ts';
import { engines } from './engines.ts';
import { guards } from './guards.ts';
import { health } from './health.ts';
import { ingesting } from './ingestion.ts';
import { listening } from './listener.ts';
import { makespans } from './makespan.ts';
import { offloads } from './offload.ts';
import { planning } from './planning.ts';
import { running } from './running.ts';
import { signals } from './signals.ts';
import { simulated } from './simulated.ts';
import { simulation } from './simulation.ts';
import { smallPipes } from './smallPipes.ts';
import { storms } from './storm.ts';
import { transforms } from './transforms.ts';

const rows: readonly Row[] = [
  ...signals,
  ...guards,
  ...engines,
  ...offloads,
  ...health,
  ...ingesting,
  ...listening,
  ...planning,
  ...makespans,
  ...running,
  ...simulation,
  ...simulated,
  ...storms,
  ...duckdb,
  ...transforms,
  ...smallPipes,
];

const { values, positionals } = parseArgs({
  options: { json: { type: 'boolean' } },
  allowPositionals: true,
});
const wanted = rows.filter(({ bench }) => positionals.length === 0 || positionals.includes(bench));
const unknown = positionals.filter((id) => !rows.some(({ bench }) => bench === id));

if (unknown.length > 0) {
  console.error(`expected one of ${rows.map(({ bench }) => bench).join(', ')}, got ${unknown.join(', ')}`);
  process.exit(2);
}

const [only, ...others] = wanted;
const results = only && others.length === 0 ? [await compare(only)] : wanted.map(inProcessOfItsOwn);
const measured = results.filter((result) => result !== undefined);
for (const result of measured) if (values.json) console.log(JSON.stringify(result));
if (!values.json) console.log(table(measured));
// Timers of what was measured may still run.
process.exit();

/** What one row teaches the engine about a function must not slow the next. */
function inProcessOfItsOwn({ bench }: Row): Result | undefined {
  const program = process.argv[1] as string;
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, bench, '--json'], {
    encoding: 'utf8',
    // Statements of a database wait in the pool that files are read in.
    env: { ...process.env, UV_THREADPOOL_SIZE: '16' },
  });
  if (status !== 0) throw new Error(`${bench} failed: ${stderr}`);
  return stdout.trim() === '' ? undefined : (JSON.parse(stdout) as Result);
}

function table(of: readonly Result[]): string {
  const head = ['bench', 'ours', 'ns', 'rival', 'ns', 'ratio', 'goal', ''];
  const body = of.map(({ bench, ours, oursNs, rival, rivalNs, ratio, goal, tail }) => [
    bench,
    ours,
    oursNs.toFixed(1),
    rival,
    rivalNs.toFixed(1),
    ratio.toFixed(3),
    goal === null ? '–' : `<= ${goal}`,
    [goal === null ? '' : verdict(ratio, goal), tail ? tailText(tail) : '']
      .filter((text) => text !== '')
      .join(', '),
  ]);
  const widths = head.map((_, i) => Math.max(...[head, ...body].map((cells) => cells[i]?.length ?? 0)));
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join(' | ')} |`;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...body.map(line)].join('\n');
}

function verdict(ratio: number, goal: number): string {
  return ratio <= goal ? 'reached' : 'MISSED';
}

function tailText({ at, ratio, goal }: NonNullable<Result['tail']>): string {
  const name = at === 1 ? 'worst' : `p${at * 100}`;
  return `${name} ${ratio.toFixed(3)} <= ${goal} ${verdict(ratio, goal)}`;
}
