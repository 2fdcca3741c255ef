import { execFile } from 'node:child_process';
import { rmSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { describe, expect, it, jest } from '@jest/globals';

const program = resolve(__dirname, '../../.ci/crash.mjs');

interface Report {
  readonly workload: string;
  readonly kills: Readonly<Record<string, number>>;
  readonly commits: number;
  readonly problems: readonly string[];
  readonly evidence: string | undefined;
}

/** Runs `npm run crash` with a seed of its own, and gives what came of each workload. */
function crash(...args: readonly string[]): Promise<readonly Report[]> {
  return new Promise((fulfil, reject) => {
    execFile(process.execPath, [program, '--json', ...args], (error, stdout, stderr) => {
      // It ends with 1 where something does not hold, and tells of it all the same.
      if (stdout.startsWith('{'))
        fulfil((JSON.parse(stdout) as { readonly reports: readonly Report[] }).reports);
      else reject(new Error(stderr, { cause: error }));
    });
  });
}

const killsOf = ({ kills }: Report) => Object.values(kills).reduce((sum, one) => sum + one, 0);

/** A report of something that does not hold comes with what was left behind, which is not kept here. */
function forget({ evidence }: Report): void {
  if (evidence !== undefined) rmSync(dirname(evidence), { recursive: true, force: true });
}

describe('crash', () => {
  jest.setTimeout(300_000);

  it('finds nothing lost and nothing twice, whenever a process is killed', async () => {
    const reports = await crash('--kills', '9', '--seed', '7', '--short');

    expect(reports.flatMap(({ problems }) => problems)).toEqual([]);
    expect(reports.map(({ workload }) => workload)).toEqual(['batch', 'stream', 'ingest']);
    expect(reports.map(killsOf)).toEqual([3, 4, 3]);
    expect(reports.every(({ commits }) => commits > 0)).toBe(true);
  });

  // Killed where such a fault shows, with seeds by which it does so soon.
  it.each([
    ['watermark', 'batch', '4', /(bronze|silver)\.\w+: expected/],
    ['ledger', 'ingest', '4', /bronze\.\w+: expected|the ledger/],
    ['checkpoint', 'stream', '3', /live\.\w+.*: expected|wrote \d+ times/],
  ])('finds a %s that is kept apart from the rows', async (fault, workload, seed, problem) => {
    const aimed = ['--kills', '40', '--seed', seed, '--short', '--at', 'after commit'];
    const [report] = await crash(...aimed, '--only', workload, '--plant', fault);

    expect(report?.problems.join('\n')).toMatch(problem);
    forget(report as Report);
  });
});
