import {
  catchError,
  concat,
  concatMap,
  defaultIfEmpty,
  defer,
  EMPTY,
  forkJoin,
  from,
  map,
  type Observable,
  of,
  throwError,
  toArray,
} from 'rxjs';
import { limit } from '../../../operators/limit.ts';
import { BadFileError } from '../../data/files/badFileError.ts';
import type { Note } from '../../data/note.ts';
import { looked } from '../../data/storage/looked.ts';
import { StorageError } from '../../data/storage/storageError.ts';
import { badFile, told } from './badFile.ts';
import type { EntryHost } from './entryHost.ts';
import type { FilesInto } from './filesInto.ts';
import type { FoundFile, KnownFile } from './foundFile.ts';
import type { EntryEvent } from './ingestEvent.ts';
import { contentsScope, type LedgerEntry, ledgerScope, noteOf, readLedger } from './ledger.ts';
import { moved } from './moved.ts';

/** Which of some files are to be taken in, and what becomes of the others. */
export interface Judged {
  readonly fresh: readonly KnownFile[];
  /** The bytes of small files, by their paths. */
  readonly contents: ReadonlyMap<string, Uint8Array>;
  readonly events: Observable<EntryEvent>;
}

type Verdict =
  | { readonly is: 'fresh'; readonly file: KnownFile }
  | { readonly is: 'known' | 'copy'; readonly file: KnownFile }
  | { readonly is: 'gone'; readonly file: FoundFile }
  | { readonly is: 'bad'; readonly file: FoundFile; readonly error: BadFileError };

/** Looks at the contents of files, and at what was taken in before. */
export function judged(files: readonly FoundFile[], into: FilesInto, host: EntryHost): Observable<Judged> {
  const { engine, ingestion, filesAtOnce } = host;
  return from(files).pipe(
    limit((file) => withChecksum(file, host), filesAtOnce),
    toArray(),
    concatMap((looked) => {
      const seen = looked.map(({ file }) => file);
      const bytes = new Map(
        looked.flatMap(({ file, content }) => (content ? [[file.path, content] as const] : [])),
      );
      const paths = files.map(({ path }) => path);
      return forkJoin([readLedger(engine, ingestion, paths), knownContents(seen, host)]).pipe(
        map(([ledger, contents]) => {
          const byPath = new Map(seen.map((file) => [file.path, file]));
          const taken = new Map(contents);
          const verdicts = files.map((file) =>
            verdictOf(byPath.get(file.path) ?? file, { ledger, contents: taken, into, host }),
          );
          return {
            contents: bytes,
            fresh: verdicts.flatMap((verdict) => (verdict.is === 'fresh' ? [verdict.file] : [])),
            events: concat(
              noted(verdicts, ledger, host),
              from(verdicts).pipe(concatMap((one) => dealtWith(one, host))),
            ),
          };
        }),
      );
    }),
  );
}

/** A file, and its bytes where there are few. */
interface LookedAt {
  readonly file: KnownFile;
  readonly content: Uint8Array | undefined;
}

/** Nothing for a file that is gone. */
function withChecksum(file: FoundFile, { storage }: EntryHost): Observable<LookedAt> {
  return looked(storage, file).pipe(
    map(({ checksum, content }) => ({ file: { ...file, checksum }, content })),
    catchError((error: unknown) =>
      error instanceof StorageError && error.errorClass === 'not_found' ? EMPTY : throwError(() => error),
    ),
  );
}

function knownContents(
  files: readonly KnownFile[],
  { engine, ingestion }: EntryHost,
): Observable<ReadonlyMap<string, Note>> {
  if (ingestion.onCopy !== 'skip') return of(new Map());
  const keys = files.map(({ checksum }) => checksum);
  return engine.notes(contentsScope(ingestion), keys).pipe(defaultIfEmpty(new Map()));
}

interface Known {
  readonly ledger: ReadonlyMap<string, LedgerEntry>;
  /** By checksum; those of the batch are added as they are judged. */
  readonly contents: Map<string, unknown>;
  readonly into: FilesInto;
  readonly host: EntryHost;
}

function verdictOf(file: FoundFile | KnownFile, { ledger, contents, into, host }: Known): Verdict {
  if (file.checksum === undefined) return { is: 'gone', file };
  const whole: KnownFile = { ...file, checksum: file.checksum };
  const { onChanged, onCopy } = host.ingestion;
  const before = ledger.get(file.path);
  if (before?.checksum === whole.checksum) return { is: 'known', file: whole };
  if (before && onChanged === 'refuse') {
    const reason = `expected what was taken in at ${new Date(before.at).toISOString()}, got another content`;
    return { is: 'bad', file, error: new BadFileError(file, reason) };
  }
  if (onCopy === 'skip' && contents.has(whole.checksum)) return { is: 'copy', file: whole };
  contents.set(whole.checksum, file.path);
  try {
    into.fileToRead(file);
    return { is: 'fresh', file: whole };
  } catch (error) {
    if (error instanceof BadFileError) return { is: 'bad', file, error };
    throw error;
  }
}

/** What is in is known the next time without being read. */
function noted(
  verdicts: readonly Verdict[],
  ledger: ReadonlyMap<string, LedgerEntry>,
  { engine, ingestion, scheduler, batchId }: EntryHost,
): Observable<never> {
  const notes = verdicts.flatMap((verdict) => {
    if (verdict.is !== 'known' && verdict.is !== 'copy') return [];
    const { path } = verdict.file;
    const before = ledger.get(path);
    if (before && verdict.is === 'known') return [noteOf(verdict.file, before)];
    return [noteOf(verdict.file, { rows: 0, rejected: 0, at: scheduler.now(), batchId })];
  });
  return notes.length === 0 ? EMPTY : engine.note(ledgerScope(ingestion), notes);
}

function dealtWith(verdict: Verdict, host: EntryHost): Observable<EntryEvent> {
  switch (verdict.is) {
    case 'fresh':
      return EMPTY;
    case 'bad':
      return badFile(verdict.file, verdict.error, host);
    case 'gone':
      return defer(() => of(told(host, { name: 'file_skipped', file: verdict.file, reason: 'gone' })));
    default:
      return concat(
        defer(() => of(told(host, { name: 'file_skipped', file: verdict.file, reason: verdict.is }))),
        moved(verdict.file, host),
      );
  }
}
