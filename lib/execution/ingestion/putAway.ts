import { concat, concatMap, EMPTY, map, type Observable, of, toArray } from 'rxjs';
import { BadFileError } from '../../data/files/badFileError.ts';
import { checksumOf } from '../../data/storage/checksumOf.ts';
import type { FileStorage } from '../../data/storage/fileStorage.ts';
import { failureOf } from '../../signals/failureOf.ts';
import { REASON } from './discovered.ts';
import type { EntryHost } from './entryHost.ts';
import { type FoundFile, filename } from './foundFile.ts';

/** Moves or removes a file whose rows are in; emits what became of it, if anything, and completes. */
export function putAway(
  file: FoundFile,
  { ingestion: { after }, storage }: EntryHost,
): Observable<{ readonly to: string | undefined }> {
  if (after === 'keep') return EMPTY;
  if (after === 'delete') return concat(storage.delete(file.path), [{ to: undefined }]);
  return placeFor(file, after.move, storage).pipe(
    concatMap((to) => concat(storage.move(file.path, to), [{ to }])),
  );
}

/** Moves a bad file to quarantine, with the reason beside it; emits where it is now, if it was moved. */
export function quarantined(
  file: FoundFile,
  error: unknown,
  { ingestion, storage, scheduler, batchId }: EntryHost,
): Observable<string | undefined> {
  const { quarantine } = ingestion;
  if (quarantine === undefined) return of(undefined);
  return placeFor(file, quarantine, storage).pipe(
    concatMap((to) => {
      const { error: reason, errorType } = failureOf(error instanceof BadFileError ? error.reason : error);
      const { line = null, column = null } = error instanceof BadFileError ? error : {};
      const at = new Date(scheduler.now()).toISOString();
      const told = { file: file.path, ingestion: ingestion.id, batchId, at, reason, line, column };
      const type = error instanceof BadFileError ? error.name : errorType;
      const text = `${JSON.stringify({ ...told, errorType: type }, undefined, 2)}\n`;
      // First the reason: a file whose move failed is found again, a reason that was not written is lost.
      return concat(storage.write(`${to}${REASON}`, Buffer.from(text)), storage.move(file.path, to), [to]);
    }),
  );
}

/** Where a file goes in a folder: where it was, unless another content is there. */
function placeFor(file: FoundFile, folder: string, storage: FileStorage): Observable<string> {
  const plain = `${folder}/${file.within}`;
  return storage.list(plain).pipe(
    toArray(),
    concatMap((there) => {
      const occupant = there.find(({ path }) => path === plain);
      if (!occupant) return of(plain);
      return checksumOf(storage, file).pipe(
        concatMap((checksum) =>
          checksumOf(storage, occupant).pipe(
            map((other) => (other === checksum ? plain : besides(plain, checksum))),
          ),
        ),
      );
    }),
  );
}

/** `orders.csv` as `orders.1a2b3c4d.csv`, which is the same however often it is asked. */
function besides(path: string, checksum: string): string {
  const name = filename(path);
  const dot = name.lastIndexOf('.');
  const mark = `.${checksum.replace(/^.*:/, '').replace(/\W/g, '').slice(0, 12)}`;
  const named = dot <= 0 ? `${name}${mark}` : `${name.slice(0, dot)}${mark}${name.slice(dot)}`;
  return path.slice(0, path.length - name.length) + named;
}
