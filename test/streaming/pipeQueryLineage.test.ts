import { describe, expect, it } from '@jest/globals';
import { memoryEngine } from '../../lib/data/memory/memoryEngine.ts';
import { entity } from '../../lib/definitions/entity.ts';
import { pipe } from '../../lib/definitions/pipe.ts';
import { Signals } from '../../lib/signals/signals.ts';
import { pipeQuery } from '../../lib/streaming/microBatches/pipeQuery.ts';
import { failureOf } from '../support/failureOf.ts';
import { even, evens, events, numbered, rowsOf, running, write } from './support/streamedPipes.ts';

const lineage = { packageName: 'shop', packageVersion: '1.4.0' };
const mark = {
  ...{ pipe_id: 'evens', package_name: 'shop', package_version: '1.4.0', layer: 'silver' },
  at: expect.any(Date),
};

const applied = (signals: Signals) =>
  signals
    .recent()
    .filter(({ name }) => name === 'datapipes.lineage_applied')
    .map(({ payload }) => payload);

describe('rows of a query', () => {
  it('carry who made them, batch by batch, and who wrote is in the history', () => {
    const engine = memoryEngine();
    const signals = new Signals({ memory: 100 });
    write(engine, events, numbered(1, 2, 3, 4));
    const { scheduler, start } = running(evens, { engine, signals, lineage, maxRows: 2 });
    start();
    scheduler.advanceBy(10);
    expect(rowsOf(engine, even)).toEqual([
      { n: 2, _silver_lineage: mark },
      { n: 4, _silver_lineage: mark },
    ]);
    expect(applied(signals)).toEqual([
      expect.objectContaining({ runId: 'evens/1', pipeId: 'evens', layer: 'silver', rows: 1 }),
      expect.objectContaining({ runId: 'evens/1', pipeId: 'evens', layer: 'silver', rows: 1 }),
    ]);
  });

  it('are marked where the pipe or its entity says so, and not where the pipe says otherwise', () => {
    const told = (own: boolean | typeof lineage | undefined, ofEntity?: boolean) => {
      const engine = memoryEngine();
      write(engine, events, numbered(2));
      const output = entity('silver.even', ofEntity === undefined ? {} : { lineage: ofEntity });
      const { run } = evens;
      const options = { inputs: [events] as const, output, mode: 'stream' as const, run };
      const of = pipe('evens', { ...options, ...(own === undefined ? {} : { lineage: own }) });
      const { scheduler, start } = running(of, { engine, ...(own === false ? { lineage } : {}) });
      start();
      scheduler.advanceBy(10);
      return Object.keys(rowsOf(engine, output)[0] ?? {});
    };
    expect(told(undefined)).toEqual(['n']);
    expect(told(lineage)).toEqual(['n', '_silver_lineage']);
    expect(told(undefined, true)).toEqual(['n', '_silver_lineage']);
    expect(told(false)).toEqual(['n']);
  });

  it('are refused a mark where there is no layer for it', () => {
    const engine = memoryEngine();
    const output = entity('elsewhere', { lineage: true });
    const of = pipe('evens', { inputs: [events], output, mode: 'stream', run: () => [] });
    expect(failureOf(() => pipeQuery(of, { engine })).message).toContain(
      'has lineage, so expected elsewhere to be of one of the layers bronze, silver, gold',
    );
  });
});
