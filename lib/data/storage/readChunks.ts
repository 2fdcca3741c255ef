import { defer, EMPTY, type Observable, tap } from 'rxjs';
import { pulled } from '../pulled.ts';
import type { FileStorage } from './fileStorage.ts';

/** How much of a file is read at once. */
export const CHUNK = 2 ** 18;

/** A file from its beginning to its end, one part after the other; the last may be empty. */
export function readChunks(storage: FileStorage, path: string): Observable<Uint8Array> {
  return defer(() => pulled(chunkPull(storage, path)));
}

/** Gives the next part of a file each time it is subscribed to, and nothing after the last. */
export function chunkPull(storage: FileStorage, path: string): Observable<Uint8Array> {
  let at = 0;
  let isOver = false;
  return defer(() => {
    if (isOver) return EMPTY;
    return storage.read(path, { from: at, bytes: CHUNK }).pipe(
      tap(({ length }) => {
        at += length;
        isOver = length < CHUNK;
      }),
    );
  });
}
