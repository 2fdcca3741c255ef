import { createHash } from 'node:crypto';
import { defer, last, map, type Observable, of, tap } from 'rxjs';
import type { FileStorage, StoredFile } from './fileStorage.ts';
import { readChunks } from './readChunks.ts';

/** What tells one content from another: what the storage says, or else the SHA-256 of the bytes; one emission. */
export function checksumOf(storage: FileStorage, { path, checksum }: StoredFile): Observable<string> {
  if (checksum !== undefined) return of(checksum);
  return defer(() => {
    const hash = createHash('sha256');
    return readChunks(storage, path).pipe(
      tap((chunk) => hash.update(chunk)),
      last(),
      map(() => `sha256:${hash.digest('hex')}`),
    );
  });
}
