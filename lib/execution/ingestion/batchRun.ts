import { catchError, concat, concatMap, defer, EMPTY, from, type Observable, of } from 'rxjs';
import { limit } from '../../../operators/limit.ts';
import { EngineError, type EngineErrorClass } from '../../data/engineError.ts';
import { BadFileError } from '../../data/files/badFileError.ts';
import { StorageError } from '../../data/storage/storageError.ts';
import { badFile, told } from './badFile.ts';
import { type BatchDone, batchTransaction } from './batchTransaction.ts';
import type { EntryHost } from './entryHost.ts';
import type { FilesInto } from './filesInto.ts';
import { FileChangingError, type FoundFile, type KnownFile } from './foundFile.ts';
import type { EntryEvent } from './ingestEvent.ts';
import { judged } from './judged.ts';
import { moved } from './moved.ts';

/** Takes in some files, in one transaction if all of them are as they should be. */
export function batchRun(
  files: readonly FoundFile[],
  into: FilesInto,
  host: EntryHost,
): Observable<EntryEvent> {
  return judged(files, into, host).pipe(
    concatMap(({ fresh, contents, events }) =>
      concat(
        events,
        fresh.length === 0 ? EMPTY : started(fresh, host),
        attempted(fresh, withContents(into, contents), host),
      ),
    ),
  );
}

/** What was read to tell one content from another is not read again; it is the content that is noted. */
const withContents = (into: FilesInto, contents: ReadonlyMap<string, Uint8Array>): FilesInto => ({
  ...into,
  fileToRead: (file) => ({ ...into.fileToRead(file), content: contents.get(file.path) }),
});

function started(files: readonly KnownFile[], host: EntryHost): Observable<EntryEvent> {
  return defer(() => [
    told(host, { name: 'batch_built', fileCount: files.length }),
    ...files.map((file) => told(host, { name: 'file_started', file, fileIndex: host.nextIndex() })),
  ]);
}

/** Files among which there is a bad one are tried in halves, until it is alone. */
function attempted(files: readonly KnownFile[], into: FilesInto, host: EntryHost): Observable<EntryEvent> {
  const [first] = files;
  if (!first) return EMPTY;
  const startedAt = host.scheduler.now();
  const elapsedMs = () => host.scheduler.now() - startedAt;
  return batchTransaction(files, into, host).pipe(
    concatMap((done) => after(done, elapsedMs(), host)),
    catchError((error: unknown) => {
      const fault = faultOf(error);
      if (!fault) throw error;
      if (files.length === 1)
        return fault === 'bad'
          ? badFile(first, error, host)
          : of(told(host, { name: 'file_skipped', file: first, reason: fault }));
      const half = Math.ceil(files.length / 2);
      return concat(
        attempted(files.slice(0, half), into, host),
        defer(() => attempted(files.slice(half), into, host)),
      );
    }),
  );
}

/** What may be the fault of a file, and not of what is done with it. */
const unfit: readonly EngineErrorClass[] = ['schema_mismatch', 'null_key', 'duplicate_key'];

function faultOf(error: unknown): 'bad' | 'gone' | 'changing' | undefined {
  if (error instanceof BadFileError) return 'bad';
  if (error instanceof FileChangingError) return 'changing';
  if (error instanceof StorageError && error.errorClass === 'not_found') return 'gone';
  return error instanceof EngineError && unfit.includes(error.errorClass) ? 'bad' : undefined;
}

function after(
  { files, known, counts }: BatchDone,
  elapsedMs: number,
  host: EntryHost,
): Observable<EntryEvent> {
  const rowsOf = (path: string) => counts.get(path) ?? { rows: 0, rejected: 0 };
  const all = files.map(({ path }) => rowsOf(path));
  const rows = all.reduce((sum, one) => sum + one.rows, 0);
  const rejected = all.reduce((sum, one) => sum + one.rejected, 0);
  const ingested = files.map((file) => {
    const { rows, rejected } = rowsOf(file.path);
    return told(host, { name: 'file_ingested', file, rows, rejected, elapsedMs });
  });
  const skipped = known.map((file) => told(host, { name: 'file_skipped', file, reason: 'known' }));
  const written =
    files.length === 0
      ? []
      : [told(host, { name: 'batch_written', fileCount: files.length, rows, rejected })];
  return concat(
    [...written, ...ingested, ...skipped],
    from([...files, ...known]).pipe(limit((file) => moved(file, host), host.filesAtOnce)),
  );
}
