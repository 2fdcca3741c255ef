import { hash } from 'node:crypto';
import { concatMap, map, type Observable, of } from 'rxjs';
import { checksumOf } from './checksumOf.ts';
import type { FileStorage, StoredFile } from './fileStorage.ts';

/** What tells the content of a file from others, and its bytes where there are few. */
export interface Looked {
  readonly checksum: string;
  readonly content: Uint8Array | undefined;
}

/** Up to so many bytes, a file is read once and kept until it is in. */
const SMALL = 2 ** 14;

/** Reads a file to tell its content from others; one emission. */
export function looked(storage: FileStorage, file: StoredFile): Observable<Looked> {
  const bySum = checksumOf(storage, file).pipe(map((checksum) => ({ checksum, content: undefined })));
  if (file.checksum !== undefined || file.size >= SMALL) return bySum;
  return storage.read(file.path, { from: 0, bytes: SMALL }).pipe(
    concatMap((content) =>
      // One that has grown meanwhile is read as a whole.
      content.length < SMALL
        ? of({ checksum: `sha256:${hash('sha256', content, 'hex')}`, content })
        : bySum,
    ),
  );
}
