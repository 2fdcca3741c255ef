import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { lastValueFrom, take, toArray } from 'rxjs';
import { checksumOf } from '../../../lib/data/storage/checksumOf.ts';
import { localFiles } from '../../../lib/data/storage/localFiles.ts';
import { StorageError } from '../../../lib/data/storage/storageError.ts';
import { watchFolder } from '../../../lib/data/storage/watchFolder.ts';
import { memoryStorage } from '../../../lib/testing/memoryStorage.ts';
import { storageSuite } from '../../../lib/testing/storageSuite.ts';

const made: string[] = [];
const folder = () => {
  const path = mkdtempSync(join(tmpdir(), 'rekindle-'));
  made.push(path);
  return path;
};
afterEach(() => {
  for (const path of made.splice(0)) rmSync(path, { recursive: true, force: true });
});

describe('storages', () => {
  it.each(storageSuite())('localFiles: $name', ({ run }) => run(() => localFiles(folder())));
  it.each(storageSuite())('memoryStorage: $name', ({ run }) => run(() => memoryStorage()));
});

describe('localFiles', () => {
  it('does not follow links, neither in a listing nor out of the root', async () => {
    const [root, other] = [folder(), folder()];
    writeFileSync(join(other, 'secret.txt'), 'secret');
    symlinkSync(other, join(root, 'link'));
    symlinkSync(join(other, 'secret.txt'), join(root, 'secret.txt'));
    const storage = localFiles(root);
    expect(await lastValueFrom(storage.list('').pipe(toArray()))).toEqual([]);
    for (const path of ['link/secret.txt', 'secret.txt'])
      await expect(lastValueFrom(storage.read(path, { from: 0, bytes: 9 }))).rejects.toBeInstanceOf(
        StorageError,
      );
    await expect(lastValueFrom(storage.write('link/new.txt', Buffer.from('x')))).rejects.toMatchObject({
      errorClass: 'outside',
    });
  });

  it('tells a checksum that is the same for the same content alone', async () => {
    const root = folder();
    const big = Buffer.alloc(600_000, 'x');
    writeFileSync(join(root, 'a'), big);
    writeFileSync(join(root, 'b'), big);
    writeFileSync(join(root, 'c'), Buffer.concat([big, Buffer.from('y')]));
    const storage = localFiles(root);
    const files = await lastValueFrom(storage.list('').pipe(toArray()));
    const sums = new Map<string, string>();
    for (const file of files) sums.set(file.path, await lastValueFrom(checksumOf(storage, file)));
    expect(sums.get('a')).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(sums.get('a')).toBe(sums.get('b'));
    expect(sums.get('a')).not.toBe(sums.get('c'));
  });

  it('removes what a process that is gone was about to write, and nothing else', async () => {
    const root = folder();
    const gone = spawnSync(process.execPath, ['--version']).pid;
    const left = [`a.json.${gone}-1.tmp`, `b.json.${process.pid}-1.tmp`, `c.${gone}.tmp`, 'd.csv'];
    for (const name of left) writeFileSync(join(root, name), '');
    await lastValueFrom(localFiles(root).write('a.json', Buffer.from('{}')), { defaultValue: undefined });
    expect(readdirSync(root).sort()).toEqual(['a.json', ...left.slice(1)]);
  });

  it('gives files that come into a watched folder', async () => {
    const root = folder();
    mkdirSync(join(root, 'in'));
    writeFileSync(join(root, 'in/before.csv'), 'x');
    const watched = watchFolder(localFiles(root), 'in', { settle: 20, every: 60 });
    const seen = lastValueFrom(watched.pipe(take(2), toArray()));
    writeFileSync(join(root, 'in/after.csv.tmp'), 'y');
    writeFileSync(join(root, 'in/after.csv'), 'y');
    expect((await seen).map(({ path }) => path).sort()).toEqual(['in/after.csv', 'in/before.csv']);
  });
});
