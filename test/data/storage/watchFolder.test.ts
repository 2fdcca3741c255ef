import { describe, expect, it } from '@jest/globals';
import { map, NEVER, throwError } from 'rxjs';
import type { FileStorage } from '../../../lib/data/storage/fileStorage.ts';
import { watchFolder } from '../../../lib/data/storage/watchFolder.ts';
import { marbles } from '../../../lib/testing/marbles.ts';
import { memoryStorage } from '../../../lib/testing/memoryStorage.ts';

const pathOf = map(({ path }: { readonly path: string }) => path);

// biome-ignore format: marbles are aligned by hand
describe('watchFolder', () => {
  it('gives a file once it has been the same for long enough', marbles(({ cold, expectObservable, testScheduler: scheduler }) => {
    const storage = memoryStorage({}, { scheduler });
    cold('        10ms a 99ms b 900ms |').subscribe((letter) => storage.put('in/a', letter.repeat(9)));
    const unsub = '1s !';
    // Written last at 110; looked at 50 later, and then when 200 are over.
    const expected = '360ms a';

    expectObservable(watchFolder(storage, 'in', { settle: 200, every: 1_000, scheduler }).pipe(pathOf), unsub).toBe(expected, { a: 'in/a' });
  }));

  it('gives those that are there, and one that changed again', marbles(({ cold, expectObservable, testScheduler: scheduler }) => {
    const storage = memoryStorage({ 'in/a': 'x', 'in/b': 'x', 'out/c': 'x' }, { scheduler });
    cold('        499ms a').subscribe(() => storage.put('in/b', 'longer'));
    const unsub = '1s !';
    const expected = '100ms (ab) 545ms b';

    expectObservable(watchFolder(storage, 'in', { settle: 100, every: 1_000, scheduler }).pipe(pathOf), unsub).toBe(expected, { a: 'in/a', b: 'in/b' });
  }));

  it('finds files by looking where nobody says that something changed', marbles(({ cold, expectObservable, testScheduler: scheduler }) => {
    const { changes: _, ...silent } = memoryStorage({}, { scheduler });
    cold('        10ms a').subscribe(() => silent.put('in/a', 'x'));
    const unsub = '1s !';
    const expected = '350ms a';

    expectObservable(watchFolder(silent, 'in', { settle: 50, every: 300, scheduler }).pipe(pathOf), unsub).toBe(expected, { a: 'in/a' });
  }));

  it('waits for a marker, and leaves out what is still being written', marbles(({ cold, expectObservable, testScheduler: scheduler }) => {
    const storage = memoryStorage({ 'a.csv': 'x', 'b.csv.tmp': 'x', 'c.csv.done': '' }, { scheduler });
    cold('        400ms a').subscribe(() => storage.put('a.csv.done', ''));
    const unsub = '1s !';
    const expected = '450ms a';

    expectObservable(watchFolder(storage, '', { settle: 0, every: 1_000, marker: '.done', scheduler }).pipe(pathOf), unsub).toBe(expected, { a: 'a.csv' });
  }));

  it('goes on after a folder that could not be looked at, and says why', marbles(({ expectObservable, testScheduler: scheduler, flush }) => {
    const storage = memoryStorage({ a: 'x' }, { scheduler });
    let looks = 0;
    const broken: FileStorage = { ...storage, changes: () => NEVER, list: (path) => (++looks < 3 ? throwError(() => `look ${looks}`) : storage.list(path)) };
    const errors: unknown[] = [];
    const unsub = '1s !';
    const expected = '200ms a';

    expectObservable(watchFolder(broken, '', { settle: 0, every: 100, onError: (error) => errors.push(error), scheduler }).pipe(pathOf), unsub).toBe(expected);
    flush();
    expect(errors).toEqual(['look 1', 'look 2']);
  }));

  it('does not share what it has seen', marbles(({ expectObservable, testScheduler: scheduler }) => {
    const storage = memoryStorage({ a: 'x' }, { scheduler });
    const watched = watchFolder(storage, '', { settle: 10, every: 100, scheduler }).pipe(pathOf);

    expectObservable(watched, '      500ms !').toBe('50ms a');
    expectObservable(watched, '100ms ^ 400ms !').toBe('150ms a');
  }));

  it('refuses times that no timer can wait', () => {
    expect(() => watchFolder(memoryStorage(), '', { every: 0 })).toThrow('expected every to be a positive number of ms');
    expect(() => watchFolder(memoryStorage(), '', { settle: Number.NaN })).toThrow('expected settle to be a number of ms');
  });
});
