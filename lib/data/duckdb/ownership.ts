import { readdirSync, readlinkSync, realpathSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { threadId } from 'node:worker_threads';
import { EngineError } from '../engineError.ts';

/** The one path that a file has, whatever it is called; it need not be there yet. */
export function realPath(path: string): string {
  const absolute = resolve(path);
  try {
    return realpathSync(absolute);
  } catch {
    return join(realFolder(dirname(absolute)), basename(absolute));
  }
}

function realFolder(folder: string): string {
  try {
    return realpathSync(folder);
  } catch (cause) {
    throw new EngineError('invalid', `expected a folder for the database, got none at ${folder}`, {
      cause,
    });
  }
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
