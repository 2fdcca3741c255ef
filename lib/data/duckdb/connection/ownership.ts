import { readdirSync, readlinkSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { threadId } from 'node:worker_threads';
import { EngineError } from '../../engineError.ts';

/** The one path that a file has, whatever it is called; it need not be there yet. */
export function realPath(path: string): string {
  const absolute = resolve(path);
  try {
    return realpathSync(absolute);
  } catch {
    return join(realFolder(absolute), basename(absolute));
  }
}

/** The embedded engine makes its file, and no folders. */
function realFolder(path: string): string {
  const folder = dirname(path);
  const expected = `expected a folder ${folder} for the database ${path}`;
  const hint = 'make it first, as the engine makes its file and no folders';
  const refused = (got: string, cause?: unknown) =>
    new EngineError('invalid', `${expected}, got ${got}; ${hint}`, cause === undefined ? {} : { cause });
  let isFolder: boolean;
  try {
    isFolder = statSync(folder).isDirectory();
  } catch (cause) {
    throw refused('none', cause);
  }
  if (!isFolder) throw refused('a file of that name');
  return realpathSync(folder);
}

/**
 * Refuses a file that another part of this process has open: another thread, another copy of this library, or
 * somebody who opened it without it. The system counts locks by process, so nothing else would keep the two
 * apart, and rows that were committed would be lost.
 */
export function refuseOpenElsewhere(path: string): void {
  const isOpen = openFiles().some((file) => file === path);
  if (!isOpen) return;
  const who = threadId === 0 ? 'by another part of this process' : 'by another thread of this process';
  throw new EngineError(
    'unavailable',
    `expected ${path} to be open nowhere else in this process, got one that is open ${who}; one thread owns a database, and the others ask it`,
    { transient: false },
  );
}

/** The files that this process has open, on systems that say so. */
function openFiles(): readonly string[] {
  const folder = '/proc/self/fd';
  try {
    return readdirSync(folder).flatMap((fd) => {
      try {
        return [readlinkSync(join(folder, fd))];
      } catch {
        return [];
      }
    });
  } catch {
    return [];
  }
}
