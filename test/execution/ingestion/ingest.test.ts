import { describe, expect, it } from '@jest/globals';
import type { Engine } from '../../../lib/data/engine.ts';
import { memoryEngine } from '../../../lib/data/memory/memoryEngine.ts';
import { entity } from '../../../lib/definitions/entity.ts';
import type { Ingestion } from '../../../lib/definitions/ingestion.ts';
import { ingestion } from '../../../lib/definitions/ingestion.ts';
import { ingest } from '../../../lib/execution/ingestion/ingest.ts';
import type { IngestOptions } from '../../../lib/execution/ingestion/ingestOptions.ts';
import { toIngestResult } from '../../../lib/execution/ingestion/toIngestResult.ts';
import { Signals } from '../../../lib/signals/signals.ts';
import { memoryStorage } from '../../../lib/testing/memoryStorage.ts';
import { now } from '../../data/support/now.ts';

const orders = entity('bronze.orders', {
  schema: { id: 'varchar', amount: 'double', region: 'varchar', day: 'date' },
});
const files = ingestion('orders_files', { path: 'in', pattern: 'orders_{region}_{day}.csv', to: orders });

const rowsOf = (engine: Engine, of = orders) =>
  now(engine.read(of).rows()).flat() as readonly Record<string, unknown>[];
const idsIn = (engine: Engine, of = orders) =>
  rowsOf(engine, of)
    .map((row) => row['id'])
    .sort();
const taken = (ingestions: readonly Ingestion[], options: IngestOptions) => {
  const [result] = now(ingest(ingestions, options).pipe(toIngestResult()));
  if (!result) throw new Error('expected a result');
  return result;
};

const csv = (...ids: readonly string[]) => `id,amount\n${ids.map((id) => `${id},1.5\n`).join('')}`;

describe('ingest', () => {
  it('makes rows of files, with what their paths say, typed as the entity wants', () => {
    const engine = memoryEngine();
    const storage = memoryStorage({ 'in/orders_north_2024-05-01.csv': csv('a', 'b'), 'in/other.csv': 'x' });
    expect(taken([files], { engine, storage })).toMatchObject({
      status: 'succeeded',
      rows: 2,
      entries: [{ entryId: 'orders_files', found: 1, ingested: 1, rows: 2, left: 0 }],
    });
    expect(rowsOf(engine)).toEqual([
      { id: 'a', amount: 1.5, region: 'north', day: new Date('2024-05-01') },
      { id: 'b', amount: 1.5, region: 'north', day: new Date('2024-05-01') },
    ]);
  });

  it('takes in each file once', () => {
    const engine = memoryEngine();
    const storage = memoryStorage({ 'in/orders_n_2024-05-01.csv': csv('a') });
    taken([files], { engine, storage });
    storage.put('in/orders_n_2024-05-02.csv', csv('b'));
    expect(taken([files], { engine, storage }).entries).toMatchObject([
      { found: 2, known: 1, ingested: 1 },
    ]);
    expect(idsIn(engine)).toEqual(['a', 'b']);
  });
});
