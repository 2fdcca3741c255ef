import { describe, expect, it } from '@jest/globals';
import { explainSimulation } from '../../../lib/testing/simulation/explainSimulation.ts';
import { simulate, simulateParts } from '../../../lib/testing/simulation/simulate.ts';
import type { SimulatedFault } from '../../../lib/testing/simulation/simulationFault.ts';
import { simulationParts } from '../../../lib/testing/simulation/simulationParts.ts';
import { plants } from './plants.ts';

const small = { hours: 1, settings: { queries: 2, dimensions: 1 } };
const quiet = { ...small, faults: [] };
const linesOf = ({ trace }: ReturnType<typeof simulate>) =>
  trace.map(({ name, time }) => `${time} ${name}`);

describe('simulate', () => {
  it('gives the same report for the same seed, and another one for another', () => {
    const of = (seed: number) => simulate({ ...small, seed, faultsPerHour: 24 });
    const [one, same, another] = [of(3), of(3), of(4)];
    expect(linesOf(same)).toEqual(linesOf(one));
    expect({ ...same, trace: [] }).toEqual({ ...one, trace: [] });
    expect(linesOf(another)).not.toEqual(linesOf(one));
  });

  it('plays what went wrong again, out of plain data', () => {
    const { faults, counts } = simulate({ ...small, seed: 5, faultsPerHour: 24 });
    const kept = JSON.parse(JSON.stringify(faults)) as readonly SimulatedFault[];
    expect(faults.length).toBe(24);
    expect(simulate({ ...small, seed: 5, faults: kept }).counts).toEqual(counts);
  });

  it('runs without an end where nothing goes wrong', () => {
    const { counts, violations, exercised } = simulate({ ...quiet, seed: 1 });
    expect(violations).toEqual([]);
    expect(counts).toMatchObject({ starts: 2, failures: 0, recoveries: 0, changes: 0, restarts: 0 });
    expect(counts.commits).toBeGreaterThan(60);
    expect(exercised.nothing_leaks).toBe(1);
  });

  it('leaves everything else as it was where one thing less goes wrong', () => {
    const crash = { kind: 'crash', at: 600_000, queryId: 'stream.1' } as const;
    const change = {
      kind: 'change_dimension',
      at: 900_000,
      entityId: 'dimension.1',
      changeClass: 'data',
      isPushed: true,
    } as const;
    const seen = (faults: readonly SimulatedFault[]) =>
      simulate({ ...small, seed: 2, faults }).trace.filter(
        ({ payload }) => (payload as { queryId?: string }).queryId === 'stream.2',
      );
    const timesOf = (faults: readonly SimulatedFault[]) =>
      seen(faults).map(({ time, name }) => [time, name]);
    expect(timesOf([crash])).toEqual(timesOf([]));
    expect(timesOf([crash, change])).toEqual(timesOf([change]));
  });

  it('draws only what has a weight, as many as asked for', () => {
    const { faults, faultCounts } = simulate({
      ...small,
      seed: 1,
      faultsPerHour: 30,
      faults: { crash: 3, hang: 1 },
    });
    expect(faults.length).toBe(30);
    expect(new Set(faults.map(({ kind }) => kind))).toEqual(new Set(['crash', 'hang']));
    expect(faultCounts.crash).toBeGreaterThan(faultCounts.hang ?? 0);
    expect(simulate({ ...small, seed: 1, faults: {} }).faults).toEqual([]);
  });

  it('restarts what captured a dimension that has changed', () => {
    const faults = [10, 20, 30].map(
      (minute): SimulatedFault => ({
        kind: 'change_dimension',
        at: minute * 60_000,
        entityId: 'dimension.1',
        changeClass: 'data',
        isPushed: false,
      }),
    );
    const { counts, exercised } = simulate({
      seed: 6,
      hours: 2,
      faults,
      settings: { queries: 6, dimensions: 1 },
    });
    expect(counts.changes).toBe(3);
    expect(counts.restarts).toBeGreaterThan(3);
    expect(exercised.dimensions_are_fresh).toBeGreaterThan(3);
  });

  it('runs a plan beside the streams, whose pipes await promises', async () => {
    const report = await simulate({ ...small, seed: 2, hours: 3, batches: true });
    expect(report.violations).toEqual([]);
    expect(report.counts.batchRuns).toBe(6);
    expect(report.exercised.pipes_end_once).toBe(6);
    const names = new Set(report.trace.map(({ name }) => name));
    expect(names).toContain('datapipes.after_pipe');
    expect(names).toContain('datapipes.pipe_retrying');
    const again = await simulate({ ...small, seed: 2, hours: 3, batches: true });
    expect(linesOf(again)).toEqual(linesOf(report));
  });

  it('refuses what makes no sense, and says what would', () => {
    const refusals = [
      [{ seed: 1.5 }, 'seed: expected a whole number, got 1.5'],
      [{ seed: 1, hours: 0 }, 'hours: expected a positive number, got 0'],
      [{ seed: 1, faultsPerHour: -1 }, 'faultsPerHour: expected a number from 0, got -1'],
      [{ seed: 1, faults: [{ kind: 'crash' }] }, 'faults: expected faults, or weights by their kinds, got'],
      [{ seed: 1, faults: { crashes: 1 } }, 'did you mean "crash"?'],
      [{ seed: 1, settings: { querys: 1 } }, 'did you mean "queries"?'],
      [{ seed: 1, settings: { queries: 0 } }, 'settings.queries: expected a whole number from 1, got 0'],
      [{ seed: 1, settings: { cascade: 1 } }, 'settings.cascade: expected true or false, got 1'],
    ] as const;
    for (const [options, message] of refusals) expect(() => simulate(options as never)).toThrow(message);
  });
});

describe('explainSimulation', () => {
  it('says nothing where everything held', () => {
    expect(explainSimulation(simulate({ ...quiet, seed: 1 }))).toBe('');
  });

  it('tells the fewest faults, draws what came of them, and says how to see it again', () => {
    const plant = plants.find(({ foundBy }) => foundBy === 'exhausted_stays');
    const parts = { ...simulationParts, ...plant?.parts };
    const report = simulateParts({ seed: 1 }, parts);
    const lines = explainSimulation(report, { signals: 8 }, parts).split('\n');

    expect(lines[0]).toMatch(
      /^seed 1: exhausted_stays of stream\.\d: it was given up, and starts all the same, after \d+/,
    );
    expect(lines).toContainEqual(expect.stringMatching(/^with [12] of 24 faults:$/));
    expect(lines).toContainEqual(expect.stringMatching(/^ {2}\{"kind":"crash_after_start",/));
    expect(lines).toContainEqual(
      expect.stringMatching(/= streaming\.recovery_exhausted \{ queryId: 'stream\.\d'/),
    );
    expect(lines.at(-1)).toBe('npm run simulate -- --seed 1 --hours 2 --faults-per-hour 12');
  });
});
