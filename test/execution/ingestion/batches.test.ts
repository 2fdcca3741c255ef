import { describe, expect, it } from '@jest/globals';
import { defer, delay, filter, map, throwError } from 'rxjs';
import type { Engine } from '../../../lib/data/engine.ts';
import { EngineError } from '../../../lib/data/engineError.ts';
import type { FilesRequest } from '../../../lib/data/files/fileReader.ts';
import { textFiles } from '../../../lib/data/files/textFiles.ts';
import { memoryEngine } from '../../../lib/data/memory/memoryEngine.ts';
import { entity } from '../../../lib/definitions/entity.ts';
import { ingestion } from '../../../lib/definitions/ingestion.ts';
import { ingest } from '../../../lib/execution/ingestion/ingest.ts';
import { Signals } from '../../../lib/signals/signals.ts';
import { marbles } from '../../../lib/testing/marbles.ts';
import { memoryStorage } from '../../../lib/testing/memoryStorage.ts';
import { constant } from '../../../operators/backoff.ts';
import { now } from '../../data/support/now.ts';
import { csv, idsIn, taken } from './support/taken.ts';

const to = entity('bronze.orders', { schema: { id: 'varchar', amount: 'double' } });
const one = ingestion('orders', { pattern: '*.csv', to, batchFiles: 8 });

/** An engine that tells of each read of files, which it does by itself. */
function readingEngine(made: Engine, storage: ReturnType<typeof memoryStorage>) {
  const asked: string[][] = [];
  const { infer, readFiles } = textFiles(storage);
  const files = {
    ...{ formats: ['csv'] as const, infer },
    readFiles: (request: FilesRequest) => {
      asked.push(request.files.map(({ location = '' }) => location));
      return readFiles(request);
    },
  };
  return { engine: { ...made, files }, asked };
}

// biome-ignore format: marbles are aligned by hand
describe('batches', () => {
  it('are one read of the engine where it reads files by itself, and halves where one of them is bad', () => {
    const storage = { ...memoryStorage(), locate: (path: string) => `/data/${path}` };
    for (const name of ['a', 'b', 'c', 'd']) storage.put(`${name}.csv`, name === 'c' ? 'broken' : csv(name));
    const { engine, asked } = readingEngine(memoryEngine(), storage);
    taken([one], { engine, storage });
    const [a, b, c, d] = ['a', 'b', 'c', 'd'].map((name) => `/data/${name}.csv`);
    expect(asked).toEqual([[a, b, c, d], [a, b], [c, d], [c], [d]]);
    expect(idsIn(engine, to)).toEqual(['a', 'b', 'd']);
  });

  it('are tried again after a conflict', marbles(({ expectObservable, testScheduler: scheduler, flush }) => {
    const engine = memoryEngine({ scheduler });
    const storage = memoryStorage({ 'a.csv': csv('a') }, { scheduler });
    let conflicts = 2;
    const busy: Engine = { ...engine, transaction: (work) => defer(() => (conflicts-- > 0 ? throwError(() => new EngineError('conflict', 'busy')) : engine.transaction(work))) };
    const expected = '20ms (a|)';
    const rows = ingest([one], { engine: busy, storage, backoff: constant(10), scheduler }).pipe(
      filter((event) => event.name === 'file_ingested'),
      map(() => 'a'),
    );

    expectObservable(rows).toBe(expected);
    flush();
    expect(idsIn(engine, to)).toEqual(['a']);
  }));

  it('write nothing when nobody waits for them any more, and say so', marbles(({ expectObservable, testScheduler: scheduler, flush }) => {
    const engine = memoryEngine({ scheduler });
    const storage = memoryStorage({ 'a.csv': csv('a') }, { scheduler });
    const slow = { ...storage, read: (...given: Parameters<typeof storage.read>) => storage.read(...given).pipe(delay(10, scheduler)) };
    const signals = new Signals({ scheduler });
    const told: unknown[] = [];
    signals.of('file_ingestion.process_failed').subscribe(({ payload }) => told.push(payload));
    const unsub = '   5ms !';
    const rows = ingest([one], { engine, storage: slow, signals, scheduler }).pipe(filter(({ name }) => name === 'file_ingested'), map(() => 'a'));

    expectObservable(rows, unsub).toBe('20ms -');
    flush();
    expect(told).toMatchObject([{ errorType: 'CancelledError', processedFiles: 0, durationSeconds: 0.005 }]);
    expect(now(engine.versions([to.id]))[0]?.size).toBe(0);
    expect(now(engine.notes('files:orders'))[0]?.size).toBe(0);
  }));

  it('leave a file for the next time that changed while it was read', () => {
    const engine = memoryEngine();
    const storage = memoryStorage({ 'a.csv': csv('a'), 'b.csv': csv('b') });
    let reads = 0;
    // Small files are read once.
    const written = { ...storage, read: (...[path, range]: Parameters<typeof storage.read>) => {
      if (path === 'b.csv' && ++reads === 1) storage.put(path, csv('b', 'more'));
      return storage.read(path, range);
    } };
    const result = taken([one], { engine, storage: written });
    expect(result.entries).toMatchObject([{ ingested: 1, skipped: 1, failed: 0 }]);
    expect(idsIn(engine, to)).toEqual(['a']);
    taken([one], { engine, storage });
    expect(idsIn(engine, to)).toEqual(['a', 'b', 'more']);
  });

  it('take turns where they are of one entity', () => {
    const engine = memoryEngine();
    const storage = memoryStorage({ 'x/a.csv': csv('a'), 'y/b.csv': csv('b') });
    const both = ['x', 'y'].map((path) => ingestion(path, { path, pattern: '*.csv', to }));
    expect(taken(both, { engine, storage }).entries).toMatchObject([{ ingested: 1 }, { ingested: 1 }]);
    expect(idsIn(engine, to)).toEqual(['a', 'b']);
  });
});
