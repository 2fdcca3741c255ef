import {
  catchError,
  concat,
  concatMap,
  defer,
  EMPTY,
  from,
  map,
  type Observable,
  of,
  tap,
  toArray,
} from 'rxjs';
import { limit } from '../../../operators/limit.ts';
import { BadFileError } from '../../data/files/badFileError.ts';
import type { StoredFile } from '../../data/storage/fileStorage.ts';
import type { Ingestion } from '../../definitions/ingestion.ts';
import { BadFileStop, badFile, told } from './badFile.ts';
import { batchesOf, chunksOf } from './batchesOf.ts';
import { batchRun } from './batchRun.ts';
import { discovered } from './discovered.ts';
import type { EntryHost } from './entryHost.ts';
import { entryTally } from './entryTally.ts';
import { filesInto } from './filesInto.ts';
import type { FoundFile } from './foundFile.ts';
import type { EntryEvent } from './ingestEvent.ts';
import { isUntouched, readLedger } from './ledger.ts';
import { moved } from './moved.ts';

/** How many notes are asked for in one question. */
const NOTES = 1_000;

/** Takes in the files of one ingestion. Emits what happens; its own failure is the last event, and no error. */
export function entryRun(
  files: Observable<StoredFile>,
  all: readonly Ingestion[],
  host: EntryHost,
): Observable<EntryEvent> {
  return defer(() => {
    const tally = entryTally(host);
    const work = discovered(files, host.ingestion, all).pipe(
      concatMap((found) => divided(found, host)),
      concatMap(({ known, fresh }) => {
        tally.found(known.length, fresh.length);
        const counts = { fileCount: fresh.length, knownCount: known.length };
        return concat(
          of(told(host, { name: 'entry_started', ...counts })),
          leftovers(known, host),
          taken(fresh, host),
        );
      }),
    );
    return concat(
      work.pipe(tap(tally.count)),
      defer(() => of(tally.ended('succeeded', undefined))),
    ).pipe(catchError((error: unknown) => of(endedBy(error, tally))));
  });
}

function endedBy(error: unknown, tally: ReturnType<typeof entryTally>): EntryEvent {
  return error instanceof BadFileStop ? tally.ended('stopped', error.cause) : tally.ended('failed', error);
}

interface Divided {
  readonly known: readonly FoundFile[];
  readonly fresh: readonly FoundFile[];
}

/** Tells those that were taken in, as far as that can be told without reading them, from the others. */
function divided(found: readonly FoundFile[], { engine, ingestion }: EntryHost): Observable<Divided> {
  return from(chunksOf(found, NOTES)).pipe(
    concatMap((chunk) =>
      readLedger(
        engine,
        ingestion,
        chunk.map(({ path }) => path),
      ).pipe(
        map((ledger) => chunk.map((file) => ({ file, isKnown: isUntouched(file, ledger.get(file.path)) }))),
      ),
    ),
    toArray(),
    map((chunks) => {
      const each = chunks.flat();
      const only = (wanted: boolean) =>
        each.filter(({ isKnown }) => isKnown === wanted).map(({ file }) => file);
      return { known: only(true), fresh: only(false) };
    }),
  );
}

/** Files whose rows are in, but that were not put away, as when something broke in between. */
function leftovers(known: readonly FoundFile[], host: EntryHost): Observable<EntryEvent> {
  if (host.ingestion.after === 'keep') return EMPTY;
  return from(known).pipe(limit((file) => moved(file, host), host.filesAtOnce));
}

/** A file out of which no columns can be made is bad, and those are looked for in the others. */
function taken(files: readonly FoundFile[], host: EntryHost): Observable<EntryEvent> {
  const { ingestion } = host;
  if (files.length === 0) return EMPTY;
  return filesInto(ingestion, files, host).pipe(
    map((into) => ({ into, error: undefined, culprit: undefined })),
    catchError((error: unknown) => {
      const culprit = error instanceof BadFileError && files.find(({ path }) => path === error.path);
      if (!culprit) throw error;
      return of({ into: undefined, error, culprit });
    }),
    concatMap(({ into, error, culprit }) => {
      if (into)
        return from(batchesOf(files, ingestion)).pipe(concatMap((batch) => batchRun(batch, into, host)));
      const others = files.filter((file) => file !== culprit);
      return concat(
        badFile(culprit, error, host),
        defer(() => taken(others, host)),
      );
    }),
  );
}
