import { momentKinds } from '../living/moment.ts';
import type { LaneReport } from './lane.ts';

/** A table of how many were killed when, and what became of it. */
export function summary(reports: readonly LaneReport[], seconds: number): string {
  const killed = (report: LaneReport) => sum(Object.values(report.kills));
  const kills = sum(reports.map(killed));
  const problems = sum(reports.map((report) => report.problems.length));
  const rows = [
    ['', ...reports.map(({ workload }) => workload), 'all'],
    ...momentKinds.map((kind) => counted(kind, reports, (report) => report.kills[kind] ?? 0)),
    counted('kills', reports, killed),
    counted('databases', reports, ({ rounds }) => rounds),
    counted('commits', reports, ({ commits }) => commits),
    counted('that nobody was told of', reports, ({ untold }) => untold),
    counted('what did not hold', reports, (report) => report.problems.length),
  ];
  const rate = (kills / seconds).toFixed(1);
  const verdict = problems === 0 ? 'everything held' : 'not everything held';
  return [
    `${kills} kills in ${seconds.toFixed(1)} s, ${rate} a second: ${verdict}`,
    '',
    ...rows.map(
      ([name = '', ...cells]) => `  ${name.padEnd(24)}${cells.map((cell) => cell.padStart(9)).join('')}`,
    ),
  ].join('\n');
}

function counted(
  name: string,
  reports: readonly LaneReport[],
  count: (report: LaneReport) => number,
): readonly string[] {
  const counts = reports.map(count);
  return [name, ...[...counts, sum(counts)].map(String)];
}

const sum = (numbers: readonly number[]) => numbers.reduce((all, one) => all + one, 0);
