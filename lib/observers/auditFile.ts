import { closeSync, fstatSync, fsyncSync, openSync, readSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { failureOf } from '../signals/failureOf.ts';

/** The file of an audit could not be opened, written or read. */
export class AuditFileError extends Error {
  override readonly name = 'AuditFileError';

  constructor(
    readonly path: string,
    expected: string,
    received: string,
    options?: ErrorOptions,
  ) {
    super(`expected ${expected} ${path}, got ${received}`, options);
  }
}

/** A file that lines are appended to, each with one write. */
export interface AuditFile {
  /** When it returns, the operating system has the line; with `durable`, the disk. */
  append(line: string): void;
  close(): void;
}

/**
 * Opens a file for appending, and makes it where there is none; its folder has to be there.
 *
 * A line that its writer did not get to finish, because it was killed or lost power, stays a line of its
 * own: what is appended after it, by this or by another process, begins on a new one.
 */
export function auditFile(path: string, { durable }: { readonly durable: boolean }): AuditFile {
  const fd = attempt(path, 'to open', () => open(path, durable));
  return {
    append: (line) =>
      attempt(path, 'to append to', () => {
        const bytes = Buffer.from(`${line}\n`);
        while (!writeWhole(fd, bytes, path)) {}
        if (durable) fsyncSync(fd);
      }),
    close: () => closeQuietly(fd),
  };
}

/** Writes a line, and says whether it stands on its own. */
function writeWhole(fd: number, line: Buffer, path: string): boolean {
  const before = fstatSync(fd).size;
  const bytes = endsLine(fd, before) ? line : Buffer.concat([END_OF_LINE, line]);
  const written = writeSync(fd, bytes);
  if (written < bytes.length)
    throw new AuditFileError(path, `${bytes.length} bytes to fit into`, `${written} written`);
  const after = fstatSync(fd).size;
  return after <= before + written || !isGlued(fd, { before, after }, line);
}

/**
 * Whether a line went right behind one that another process was killed in the middle of. Such a process
 * makes others wait until it is gone, so that they have looked at the end of the file before it was torn.
 */
function isGlued(fd: number, { before, after }: { before: number; after: number }, line: Buffer): boolean {
  const since = Buffer.alloc(after - before);
  readSync(fd, since, 0, since.length, before);
  const at = since.indexOf(line);
  return at > 0 && since[at - 1] !== NEWLINE;
}

function open(path: string, durable: boolean): number {
  const fd = openSync(path, 'a+');
  try {
    if (!endsLine(fd, fstatSync(fd).size)) writeSync(fd, END_OF_LINE);
    if (durable) syncFolder(path);
    return fd;
  } catch (error) {
    closeQuietly(fd);
    throw error;
  }
}

function endsLine(fd: number, size: number): boolean {
  if (size === 0) return true;
  const last = Buffer.alloc(1);
  readSync(fd, last, 0, 1, size - 1);
  return last[0] === NEWLINE;
}

const NEWLINE = 0x0a;
const END_OF_LINE = Buffer.of(NEWLINE);

/** That a file is there is known to its folder, which reaches the disk by itself; Windows cannot be asked. */
function syncFolder(path: string): void {
  if (process.platform === 'win32') return;
  const fd = openSync(dirname(path), 'r');
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

/** What was to be kept was kept when it was written; who closes has nobody left to tell. */
function closeQuietly(fd: number): void {
  try {
    closeSync(fd);
  } catch {}
}

function attempt<T>(path: string, what: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof AuditFileError) throw error;
    throw new AuditFileError(path, what, failureOf(error).error, { cause: error });
  }
}
