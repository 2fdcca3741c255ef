import {
  concat,
  concatMap,
  defer,
  EMPTY,
  filter,
  ignoreElements,
  last,
  map,
  type Observable,
  of,
  toArray,
} from 'rxjs';
import { limit } from '../../../operators/limit.ts';
import { retryWithBackoff } from '../../../operators/retryWithBackoff.ts';
import { EngineError } from '../../data/engineError.ts';
import type { FileCount, FilesRead } from '../../data/files/fileReader.ts';
import type { Note } from '../../data/note.ts';
import type { Frame } from '../../definitions/frame.ts';
import { frameBrand } from '../../definitions/frame.ts';
import { rowsToColumns } from '../../definitions/rowsToColumns.ts';
import type { EntryHost } from './entryHost.ts';
import type { FilesInto } from './filesInto.ts';
import { FileChangingError, type KnownFile } from './foundFile.ts';
import { contentsScope, ledgerScope, noteOf, readLedger } from './ledger.ts';

/** What one transaction did. */
export interface BatchDone {
  readonly files: readonly KnownFile[];
  /** Those that were taken in meanwhile, by somebody else or by an attempt that was not known to have worked. */
  readonly known: readonly KnownFile[];
  readonly counts: ReadonlyMap<string, FileCount>;
}

/**
 * Writes the rows of files, those that do not fit, and the notes of the files: all of it or nothing. Which files are
 * in already is asked in the same transaction, so that doing it again does nothing.
 */
export function batchTransaction(
  files: readonly KnownFile[],
  into: FilesInto,
  host: EntryHost,
): Observable<BatchDone> {
  const { engine, reader, scheduler, maxAttempts, backoff } = host;
  const { to, rejects } = host.ingestion;
  const tables = [to.id, ...(rejects ? [rejects.to.id] : [])];
  return defer(() =>
    concat(
      engine.makeReady?.(tables) ?? EMPTY,
      engine.transaction((inside) => {
        // What the engine reads by itself is read within the transaction.
        const own = reader === engine.files ? inside.files : undefined;
        return written(files, into, { ...host, engine: inside, reader: own ?? reader });
      }),
    ),
  ).pipe(last(), retryWithBackoff({ maxAttempts, backoff, scheduler, when: isTransient }));
}

const isTransient = (error: unknown) => error instanceof EngineError && error.transient;

function written(files: readonly KnownFile[], into: FilesInto, host: EntryHost): Observable<BatchDone> {
  const { engine, ingestion, reader } = host;
  const paths = files.map(({ path }) => path);
  return readLedger(engine, ingestion, paths).pipe(
    concatMap((ledger) => {
      const isIn = ({ path, checksum }: KnownFile) => ledger.get(path)?.checksum === checksum;
      const fresh = files.filter((file) => !isIn(file));
      const known = files.filter(isIn);
      if (fresh.length === 0) return of({ files: fresh, known, counts: new Map() });
      const { format, rejects, to } = ingestion;
      const read = reader.readFiles({
        ...{ format, rejects, schema: into.schema, drift: to.drift ?? 'fail' },
        files: fresh.map(into.fileToRead),
      });
      return concat(rowsWritten(read, into, host), read.counts()).pipe(
        concatMap((counts) =>
          concat(rejectsWritten(read, counts, host), unchanged(fresh, host), noted(fresh, counts, host), [
            { files: fresh, known, counts: new Map(counts.map((count) => [count.path, count])) },
          ]),
        ),
      );
    }),
  );
}

const writtenBy = ({ batchId, ingestion }: EntryHost) => ({ runId: batchId, pipeId: ingestion.id });

function rowsWritten(read: FilesRead, { to }: FilesInto, host: EntryHost): Observable<never> {
  const { engine, ingestion } = host;
  const options = { ensure: true, by: writtenBy(host) };
  return engine.write(to, read.rows, { mode: ingestion.write }, options).pipe(ignoreElements());
}

function rejectsWritten(read: FilesRead, counts: readonly FileCount[], host: EntryHost): Observable<never> {
  const { engine, ingestion } = host;
  const { rejects, id } = ingestion;
  if (!rejects || counts.every(({ rejected }) => rejected === 0)) return EMPTY;
  const rows = named(read.rejected(), id);
  const options = { ensure: true, by: writtenBy(host) };
  return engine.write(rejects.to, rows, { mode: 'append' }, options).pipe(ignoreElements());
}

/** The frame with the ingestion in each row. */
function named(frame: Frame<object>, ingestion: string): Frame {
  const rows: Frame['rows'] = (options) =>
    frame.rows(options).pipe(map((batch) => batch.map((row) => ({ ingestion, ...row }))));
  return {
    [frameBrand]: true,
    entityId: frame.entityId,
    columns: () => frame.columns().pipe(map((columns) => ({ ingestion: 'varchar', ...columns }))),
    rows,
    batches: (options) => rows(options).pipe(map((batch) => rowsToColumns(batch))),
  };
}

/** A file that somebody writes to while it is read would be taken in by half. */
function unchanged(files: readonly KnownFile[], { storage, filesAtOnce }: EntryHost): Observable<never> {
  const isSame = (file: KnownFile) =>
    storage.list(file.path).pipe(
      filter(
        ({ path, size, modifiedAt }) =>
          path === file.path && size === file.size && modifiedAt === file.modifiedAt,
      ),
      toArray(),
      map(([same]) => {
        if (!same) throw new FileChangingError(file.path);
      }),
    );
  return defer(() => files).pipe(limit(isSame, filesAtOnce), ignoreElements());
}

function noted(
  files: readonly KnownFile[],
  counts: readonly FileCount[],
  host: EntryHost,
): Observable<never> {
  const { engine, ingestion, batchId, scheduler } = host;
  return defer(() => {
    const at = scheduler.now();
    const byPath = new Map(counts.map((count) => [count.path, count]));
    const notes = files.map((file) => {
      const { rows = 0, rejected = 0 } = byPath.get(file.path) ?? {};
      return noteOf(file, { rows, rejected, at, batchId });
    });
    const contents = files.map(({ checksum, path }): readonly [string, Note] => [checksum, path]);
    return concat(
      engine.note(ledgerScope(ingestion), notes),
      ingestion.onCopy === 'skip' ? engine.note(contentsScope(ingestion), contents) : EMPTY,
    );
  });
}
