import { constants, watch } from 'node:fs';
import {
  copyFile,
  type FileHandle,
  mkdir,
  open,
  readdir,
  realpath,
  rename,
  unlink,
  writeFile,
} from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { catchError, concatMap, defer, EMPTY, from, Observable, throwError } from 'rxjs';
import { failureOf } from '../../signals/failureOf.ts';
import type { ByteRange, FileStorage } from './fileStorage.ts';
import { listFolder } from './listFolder.ts';
import { StorageError } from './storageError.ts';

/**
 * The files of a folder of this machine. Links are not followed, neither by listing nor out of the folder. What is
 * written appears at once and as a whole, also when it is moved to another device.
 */
export function localFiles(root: string): FileStorage {
  const folder = resolve(root);
  const place = (path: string) => placeOf(path, folder);
  const safe = guard(folder);
  const swept = sweeper();
  return {
    name: folder,
    list: (path) => attempt(path, () => listFolder(place(path), folder)),
    read: (path, range) =>
      attempt(path, async () => {
        await safe(place(path));
        return readRange(place(path), range);
      }),
    write: (path, content) =>
      effect(path, async () => {
        const target = await prepared(place(path), safe);
        await swept(dirname(target));
        await appearing(target, (temporary) => writeFile(temporary, content));
      }),
    move: (path, to) =>
      effect(path, async () => {
        await safe(place(path));
        await safe(place(to));
        await moveFile(place(path), place(to));
      }),
    delete: (path) =>
      effect(path, async () => {
        await safe(place(path));
        await unlink(place(path)).catch(unlessAbsent);
      }),
    changes: (path) => defer(() => watched(place(path))),
    locate: place,
  };
}

/** Where a path is on this machine; one that leaves the root is refused. */
function placeOf(path: string, root: string): string {
  const place = resolve(root, path);
  if (isWithin(place, root) && !path.includes('\0')) return place;
  throw outside(path, root);
}

const isWithin = (place: string, root: string) =>
  place === root ||
  place.startsWith(root.endsWith('/') ? root : `${root}/`) ||
  place.startsWith(`${root}\\`);

const outside = (path: string, root: string) =>
  new StorageError('outside', path, `expected a path beneath ${root}, got ${path}`);

/** Refuses a place of which the folder lies elsewhere, as by a link. What was found out of a folder is kept. */
function guard(root: string): (place: string) => Promise<void> {
  const safe = new Set<string>([dirname(root)]);
  return async (place) => {
    const folder = dirname(place);
    if (safe.has(folder)) return;
    const [real, base] = await Promise.all([existing(folder), existing(root)]);
    if (!isWithin(real, base)) throw outside(place, root);
    // One that is not there yet may still be made a link.
    if (real === folder) safe.add(folder);
  };
}

/** Where a folder really is, or the nearest one above that is there. */
async function existing(folder: string): Promise<string> {
  try {
    return await realpath(folder);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT' || dirname(folder) === folder) throw error;
    return existing(dirname(folder));
  }
}

async function prepared(place: string, safe: (place: string) => Promise<void>): Promise<string> {
  await safe(place);
  await mkdir(dirname(place), { recursive: true });
  return place;
}

async function readRange(place: string, { from: position, bytes }: ByteRange): Promise<Uint8Array> {
  const file = await open(place, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0));
  try {
    // Most files are small, and a big buffer for each would cost more than reading it.
    const first = await filled(file, position, Math.min(bytes, SMALL));
    if (first.length < SMALL || bytes === SMALL) return first;
    return Buffer.concat([first, await filled(file, position + SMALL, bytes - SMALL)]);
  } finally {
    await file.close();
  }
}

const SMALL = 2 ** 14;

/** What is there, up to so many bytes; a file gives less only at its end. */
async function filled(file: FileHandle, position: number, bytes: number): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.allocUnsafe(bytes), 0, bytes, position);
  return buffer.subarray(0, bytesRead);
}

/** A link or a copy from another device is no step that happens at once; a rename is. */
async function moveFile(from: string, to: string): Promise<void> {
  try {
    await rename(from, to).catch(async (error: unknown) => {
      if (codeOf(error) !== 'ENOENT') throw error;
      // The folder may be missing, and is for the first file alone.
      await mkdir(dirname(to), { recursive: true });
      await rename(from, to);
    });
  } catch (error) {
    if (codeOf(error) !== 'EXDEV') throw error;
    await appearing(to, (temporary) => copyFile(from, temporary));
    await unlink(from);
  }
}

let counter = 0;

/** Removes, once for each folder, what processes that are gone were about to write there. */
function sweeper(): (folder: string) => Promise<void> {
  const swept = new Set<string>();
  return async (folder) => {
    if (swept.has(folder)) return;
    swept.add(folder);
    for (const name of await readdir(folder)) {
      const [, writer] = /\.(\d+)-\d+\.tmp$/.exec(name) ?? [];
      if (writer !== undefined && !isAlive(Number(writer)))
        await unlink(resolve(folder, name)).catch(unlessAbsent);
    }
  };
}

/** One that may not be asked is there. */
function isAlive(id: number): boolean {
  try {
    return process.kill(id, 0);
  } catch (error) {
    return codeOf(error) !== 'ESRCH';
  }
}

/** Makes a file beside its place and then puts it there, so that nobody sees half of it. */
async function appearing(place: string, make: (temporary: string) => Promise<void>): Promise<void> {
  const temporary = `${place}.${process.pid}-${++counter}.tmp`;
  try {
    await make(temporary);
    await rename(temporary, place);
  } catch (error) {
    await unlink(temporary).catch(unlessAbsent);
    throw error;
  }
}

function watched(place: string): Observable<unknown> {
  // Constructed, because a watcher is given to callbacks and has to be closed.
  return new Observable((subscriber) => {
    const watcher = watch(place, { recursive: true, persistent: false }, () => subscriber.next(undefined));
    watcher.on('error', (error) => subscriber.error(error));
    return () => watcher.close();
  });
}

const effect = (path: string, work: () => Promise<unknown>): Observable<never> =>
  attempt(path, () => work()).pipe(concatMap(() => EMPTY));

function attempt<T>(path: string, work: () => Promise<T> | AsyncIterable<T>): Observable<T> {
  return defer(() => from(work())).pipe(
    catchError((error: unknown) => throwError(() => storageError(path, error))),
  );
}

function storageError(path: string, error: unknown): StorageError {
  if (error instanceof StorageError) return error;
  const isAbsent = codeOf(error) === 'ENOENT';
  const message = isAbsent ? `expected the file ${path}, got none` : `${path}: ${failureOf(error).error}`;
  return new StorageError(isAbsent ? 'not_found' : 'failed', path, message, { cause: error });
}

function unlessAbsent(error: unknown): void {
  if (codeOf(error) !== 'ENOENT') throw error;
}

const codeOf = (error: unknown) => (error as NodeJS.ErrnoException | undefined)?.code;
