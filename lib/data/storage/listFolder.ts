import type { Dirent, Stats } from 'node:fs';
import { lstat, opendir } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import type { StoredFile } from './fileStorage.ts';

/** How many files are looked at together. */
const AT_ONCE = 64;

/** The files at a place of this machine and beneath it, by their paths from a root; links are passed over. */
export async function* listFolder(place: string, root: string): AsyncGenerator<StoredFile> {
  const found = await statOf(place);
  if (found?.isFile()) yield fileOf(place, found, root);
  if (found?.isDirectory()) yield* within(place, root);
}

async function* within(folder: string, root: string): AsyncGenerator<StoredFile> {
  const folders: string[] = [];
  let waiting: string[] = [];
  for await (const entry of entriesOf(folder)) {
    const place = join(folder, entry.name);
    if (entry.isDirectory()) folders.push(place);
    if (entry.isFile()) waiting.push(place);
    if (waiting.length < AT_ONCE) continue;
    yield* await filesOf(waiting, root);
    waiting = [];
  }
  yield* await filesOf(waiting, root);
  for (const inner of folders) yield* within(inner, root);
}

/** A folder that went away meanwhile has no entries. */
async function* entriesOf(folder: string): AsyncGenerator<Dirent> {
  try {
    yield* await opendir(folder, { bufferSize: AT_ONCE });
  } catch (error) {
    if (!isAbsent(error)) throw error;
  }
}

async function filesOf(places: readonly string[], root: string): Promise<StoredFile[]> {
  const found = await Promise.all(places.map(async (place) => [place, await statOf(place)] as const));
  return found.flatMap(([place, stats]) => (stats?.isFile() ? [fileOf(place, stats, root)] : []));
}

async function statOf(place: string): Promise<Stats | undefined> {
  try {
    return await lstat(place);
  } catch (error) {
    if (isAbsent(error)) return undefined;
    throw error;
  }
}

const isAbsent = (error: unknown) =>
  ['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException | undefined)?.code ?? '');

function fileOf(place: string, { size, mtimeMs }: Stats, root: string): StoredFile {
  return { path: relative(root, place).split(sep).join('/'), size, modifiedAt: mtimeMs };
}
