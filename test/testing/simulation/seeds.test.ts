import { spawn, spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import type { Summary } from '../../../simulate/summary.ts';

const root = resolve(__dirname, '../../..');

interface Told extends Omit<Summary, 'failed'> {
  readonly failedSeeds: readonly number[];
  readonly explained: readonly string[];
}

/** Simulates seeds in a process of its own, on the built package, where it is quickest. */
function simulated(from: number, ...others: readonly string[]): Promise<Told> {
  const program = [join(root, 'dist/simulate/main.js'), '--json', '--from', String(from), ...others];
  const child = spawn(process.execPath, program, { stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => {
    said += chunk;
  });
  return new Promise((told, failed) => {
    child.once('error', failed);
    child.once('close', () => told(JSON.parse(said) as Told));
  });
}

const neverSeen = (numbers: Readonly<Record<string, number>>) =>
  Object.entries(numbers)
    .filter(([, number]) => number === 0)
    .map(([name]) => name);

describe('300 seeds', () => {
  beforeAll(() => {
    const program = [join(root, '.ci/transpile.mjs'), 'simulate'];
    const { status, stderr } = spawnSync(process.execPath, program, { encoding: 'utf8' });
    if (status !== 0) throw new Error(stderr);
  }, 120_000);

  it('hold, and put everything that must hold to the test with everything that can go wrong', async () => {
    const small = ['--seeds', '150', '--hours', '1', '--faults-per-hour', '16', '--set', 'queries=3'];
    for (const told of await Promise.all([simulated(0, ...small), simulated(150, ...small)])) {
      expect(told.explained).toEqual([]);
      expect(told.seeds).toBe(150);
      expect(neverSeen(told.exercised)).toEqual([]);
      expect(neverSeen(told.faults)).toEqual([]);
      expect(told.counts).toMatchObject({ signals: expect.any(Number), events: expect.any(Number) });
    }
  }, 240_000);
});
