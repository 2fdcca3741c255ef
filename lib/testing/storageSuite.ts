import { concat, type Observable } from 'rxjs';
import type { FileStorage, StoredFile } from '../data/storage/fileStorage.ts';
import { readChunks } from '../data/storage/readChunks.ts';
import { StorageError, type StorageErrorClass } from '../data/storage/storageError.ts';
import { EngineCaseError } from './engineCase.ts';
import { allOf, failureOf, same } from './engineChecks.ts';
import { showValue } from './showValue.ts';

/** One thing that every storage must do, for any test runner. */
export interface StorageCase {
  readonly name: string;
  /** Rejects with an `EngineCaseError`, or with the error of the storage, if it does not do it. */
  readonly run: (makeStorage: () => FileStorage | Promise<FileStorage>) => Promise<void>;
}

/**
 * What every storage must do; each case makes an empty one.
 *
 * ```ts
 * it.each(storageSuite())('$name', ({ run }) => run(() => myStorage()));
 * ```
 */
export function storageSuite(): readonly StorageCase[] {
  return Object.entries(bodies).map(([name, body]) => ({
    name,
    run: async (makeStorage) => body(await makeStorage()),
  }));
}

const bytes = (text: string) => new TextEncoder().encode(text);
const put = (storage: FileStorage, path: string, text: string) => allOf(storage.write(path, bytes(text)));

async function listed(storage: FileStorage, path: string): Promise<string[]> {
  return (await allOf(storage.list(path))).map((file) => file.path).sort();
}

async function textOf(storage: FileStorage, path: string): Promise<string> {
  return Buffer.concat(await allOf(readChunks(storage, path))).toString();
}

async function refused(
  what: string,
  source: Observable<unknown>,
  wanted: StorageErrorClass,
): Promise<void> {
  const error = await failureOf(what, source);
  if (error instanceof StorageError && error.errorClass === wanted) return;
  throw new EngineCaseError(`${what}: expected a StorageError ${wanted}, got ${showValue(error)}`);
}

const bodies: Readonly<Record<string, (storage: FileStorage) => Promise<void>>> = {
  'list: gives the files of a folder and of those within, a file itself, and nothing of what is not there':
    async (storage) => {
      for (const path of ['a.csv', 'in/b.csv', 'in/deep/er/c.csv', 'inside/d.csv'])
        await put(storage, path, path);
      same('everything', await listed(storage, ''), [
        'a.csv',
        'in/b.csv',
        'in/deep/er/c.csv',
        'inside/d.csv',
      ]);
      same('a folder', await listed(storage, 'in'), ['in/b.csv', 'in/deep/er/c.csv']);
      same('a file', await listed(storage, 'in/b.csv'), ['in/b.csv']);
      same('nothing', await listed(storage, 'nowhere/at/all'), []);
    },
  'list: tells the size, and when a file was changed': async (storage) => {
    const one = async () => (await allOf(storage.list('a.txt')))[0] as StoredFile;
    await put(storage, 'a.txt', 'häh');
    const before = await one();
    same('size in bytes', before.size, 4);
    same('a time', Number.isFinite(before.modifiedAt), true);
    same('the same as long as it is not changed', await one(), before);
  },
  'read: gives parts, which are shorter than asked for only at the end': async (storage) => {
    await put(storage, 'a.txt', '0123456789');
    const part = async (from: number, size: number) =>
      Buffer.concat(await allOf(storage.read('a.txt', { from, bytes: size }))).toString();
    same('the beginning', await part(0, 4), '0123');
    same('the middle', await part(4, 4), '4567');
    same('the end', await part(8, 4), '89');
    same('after the end', await part(10, 4), '');
  },
  'read: gives big files as they are, and empty ones': async (storage) => {
    const big = 'rekindle '.repeat(100_000);
    await put(storage, 'big', big);
    await put(storage, 'empty', '');
    same('a big file', (await textOf(storage, 'big')) === big, true);
    same('an empty file', await textOf(storage, 'empty'), '');
  },
  'write: puts a file in place of another when it is subscribed to, and leaves nothing else': async (
    storage,
  ) => {
    const first$ = storage.write('in/a.txt', bytes('first'));
    same('before it is subscribed to', await listed(storage, ''), []);
    await allOf(first$);
    await put(storage, 'in/a.txt', 'second');
    same('content', await textOf(storage, 'in/a.txt'), 'second');
    same('files', await listed(storage, ''), ['in/a.txt']);
  },
  'move: moves a file with its content, in place of another, into folders that are made': async (
    storage,
  ) => {
    await put(storage, 'in/a.txt', 'new');
    await put(storage, 'done/b.txt', 'old');
    await allOf(storage.move('in/a.txt', 'done/b.txt'));
    same('content', await textOf(storage, 'done/b.txt'), 'new');
    await allOf(storage.move('done/b.txt', 'far/away/c.txt'));
    same('files', await listed(storage, ''), ['far/away/c.txt']);
  },
  'delete: removes a file, and can be said twice': async (storage) => {
    await put(storage, 'in/a.txt', 'x');
    await allOf(concat(storage.delete('in/a.txt'), storage.delete('in/a.txt')));
    same('files', await listed(storage, ''), []);
  },
  'not_found: is what a file is that is not there': async (storage) => {
    await refused('reading', storage.read('no/such.txt', { from: 0, bytes: 1 }), 'not_found');
    await refused('moving', storage.move('no/such.txt', 'b.txt'), 'not_found');
  },
  'outside: is what a path is that leaves the root': async (storage) => {
    for (const path of ['../a.txt', 'in/../../a.txt', '/etc/passwd']) {
      await refused(`list ${path}`, storage.list(path), 'outside');
      await refused(`read ${path}`, storage.read(path, { from: 0, bytes: 1 }), 'outside');
      await refused(`write ${path}`, storage.write(path, bytes('x')), 'outside');
      await refused(`delete ${path}`, storage.delete(path), 'outside');
      await refused(`move from ${path}`, storage.move(path, 'b.txt'), 'outside');
      await refused(`move to ${path}`, storage.move('a.txt', path), 'outside');
    }
  },
};
