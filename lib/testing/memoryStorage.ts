import { asyncScheduler, defer, EMPTY, from, type Observable, of, type SchedulerLike, Subject } from 'rxjs';
import type { FileStorage, StoredFile } from '../data/storage/fileStorage.ts';
import { StorageError } from '../data/storage/storageError.ts';

export interface MemoryStorageOptions {
  /** Tells when files are changed. @default asyncScheduler */
  readonly scheduler?: SchedulerLike;
}

/** A storage in memory that a test puts files into. */
export interface MemoryStorage extends FileStorage {
  /** Puts a file there now, in place of what was there, and says that something changed. */
  put(path: string, content: string | Uint8Array): void;
  /** The text of a file, or nothing. */
  text(path: string): string | undefined;
  /** The paths of all files, in their order. */
  paths(): readonly string[];
}

interface Kept {
  readonly bytes: Uint8Array;
  readonly modifiedAt: number;
}

/** Files in memory: everything is there at once, also in virtual time. */
export function memoryStorage(
  content: Readonly<Record<string, string>> = {},
  { scheduler = asyncScheduler }: MemoryStorageOptions = {},
): MemoryStorage {
  const files = new Map<string, Kept>();
  const changed$ = new Subject<void>();
  const keep = (path: string, bytes: Uint8Array) =>
    files.set(checked(path), { bytes, modifiedAt: scheduler.now() });
  const put = (path: string, given: string | Uint8Array) => {
    keep(path, typeof given === 'string' ? new TextEncoder().encode(given) : given);
    changed$.next();
  };
  for (const [path, text] of Object.entries(content)) put(path, text);
  const found = (path: string) => {
    const file = files.get(checked(path));
    if (file) return file;
    throw new StorageError('not_found', path, `expected the file ${path}, got none`);
  };
  return {
    name: 'memory',
    put,
    text: (path) => {
      const file = files.get(path);
      return file && new TextDecoder().decode(file.bytes);
    },
    paths: () => [...files.keys()].sort(),
    list: (path) => defer(() => from(listed(checked(path), files))),
    read: (path, range) => defer(() => of(found(path).bytes.slice(range.from, range.from + range.bytes))),
    write: (path, bytes) => effect(() => keep(path, bytes.slice())),
    move: (path, to) =>
      effect(() => {
        files.set(checked(to), found(path));
        if (path !== to) files.delete(path);
      }),
    delete: (path) => effect(() => files.delete(checked(path))),
    changes: () => changed$,
  };
}

function listed(path: string, files: ReadonlyMap<string, Kept>): StoredFile[] {
  const isMeant = (name: string) => path === '' || name === path || name.startsWith(`${path}/`);
  return [...files].flatMap(([name, { bytes, modifiedAt }]) =>
    isMeant(name) ? [{ path: name, size: bytes.length, modifiedAt }] : [],
  );
}

const effect = (work: () => unknown): Observable<never> =>
  defer(() => {
    work();
    return EMPTY;
  });

function checked(path: string): string {
  const isOutside = path.startsWith('/') || path.split('/').includes('..');
  if (isOutside) throw new StorageError('outside', path, `expected a path beneath the root, got ${path}`);
  return path.replace(/^\.$/, '').replace(/\/+$/, '');
}
