import { describe, expect, it } from '@jest/globals';
import { catchError, filter, map, throwError } from 'rxjs';
import { memoryEngine } from '../../../lib/data/memory/memoryEngine.ts';
import { entity } from '../../../lib/definitions/entity.ts';
import { ingestion } from '../../../lib/definitions/ingestion.ts';
import { ingestWatched } from '../../../lib/execution/ingestion/ingestWatched.ts';
import { marbles } from '../../../lib/testing/marbles.ts';
import { memoryStorage } from '../../../lib/testing/memoryStorage.ts';
import { constant } from '../../../operators/backoff.ts';
import { csv, idsIn } from './support/taken.ts';

const to = entity('bronze.orders', { schema: { id: 'varchar', amount: 'double' } });
const meant = { path: 'in', pattern: '*.csv', to, after: { move: 'done' } } as const;
const one = ingestion('orders', meant);
const watch = { settle: 100, every: 1_000 };

// biome-ignore format: marbles are aligned by hand
describe('ingestWatched', () => {
  it('takes in files as they come', marbles(({ cold, expectObservable, testScheduler: scheduler, flush }) => {
    const engine = memoryEngine({ scheduler });
    const storage = memoryStorage({ 'in/a.csv': csv('a') }, { scheduler });
    cold('        1s b 499ms c').subscribe((name) => storage.put(`in/${name}.csv`, csv(name)));
    const unsub = '2s !';
    const expected = '100ms a 1049ms b 499ms c';
    const paths = ingestWatched([one], { engine, storage, watch, scheduler }).pipe(
      filter((event) => event.name === 'file_ingested'),
      map(({ file }) => file.path.slice(3, 4)),
    );

    expectObservable(paths, unsub).toBe(expected);
    flush();
    expect(idsIn(engine, to)).toEqual(['a', 'b', 'c']);
    expect(storage.paths()).toEqual(['done/a.csv', 'done/b.csv', 'done/c.csv']);
  }));

  it('tries again what failed, with what came meanwhile', marbles(({ cold, expectObservable, testScheduler: scheduler, flush }) => {
    const engine = memoryEngine({ scheduler });
    const storage = memoryStorage({ 'in/a.csv': csv('a') }, { scheduler });
    let fails = 3;
    const broken = { ...storage, read: (...given: Parameters<typeof storage.read>) => (fails-- > 0 ? throwError(() => new Error('no disk')) : storage.read(...given)) };
    cold('        200ms b').subscribe((name) => storage.put(`in/${name}.csv`, csv(name)));
    const unsub = '5s !';
    const expected = '100ms x 499ms x 499ms x 499ms (yy)';
    const ends = ingestWatched([one], { engine, storage: broken, watch, again: constant(500), scheduler }).pipe(
      filter((event) => event.name === 'ingestion_failed' || event.name === 'ingestion_completed'),
      map(({ name }) => (name === 'ingestion_failed' ? 'x' : 'y')),
    );

    expectObservable(ends, unsub).toBe(expected);
    flush();
    expect(idsIn(engine, to)).toEqual(['a', 'b']);
  }));

  it('ends with a bad file that is to stop it', marbles(({ expectObservable, testScheduler: scheduler }) => {
    const engine = memoryEngine({ scheduler });
    const storage = memoryStorage({ 'in/a.csv': 'broken' }, { scheduler });
    const stopping = ingestion('orders', { ...meant, onBadFile: 'stop' });
    const unsub = '1s !';
    const expected = '100ms (x#)';
    const ends = ingestWatched([stopping], { engine, storage, watch, scheduler }).pipe(
      filter(({ name }) => name === 'ingestion_failed'),
      map(() => 'x'),
      catchError((error: Error) => throwError(() => error.name)),
    );

    expectObservable(ends, unsub).toBe(expected, undefined, 'IngestionFailedError');
  }));
});
