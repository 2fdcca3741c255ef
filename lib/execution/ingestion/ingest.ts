import { asyncScheduler, concat, concatMap, defer, from, type Observable, of, tap, throwError } from 'rxjs';
import { exponential } from '../../../operators/backoff.ts';
import { limit } from '../../../operators/limit.ts';
import { textFiles } from '../../data/files/textFiles.ts';
import { lineageEngine } from '../../data/lineage/lineageEngine.ts';
import { reportingEngine } from '../../data/reporting/reportingEngine.ts';
import type { Ingestion } from '../../definitions/ingestion.ts';
import { Signals } from '../../signals/signals.ts';
import { checkIngestOptions } from './checkIngestOptions.ts';
import type { EntryHost } from './entryHost.ts';
import { entryRun } from './entryRun.ts';
import { fileSignals } from './fileSignals.ts';
import type { EntryEvent, IngestEvent } from './ingestEvent.ts';
import { ingestionLineage } from './ingestionLineage.ts';
import type { IngestOptions } from './ingestOptions.ts';
import { type IngestedEntry, IngestionFailedError, type IngestResult } from './ingestResult.ts';

/**
 * Takes in the files that ingestions mean: `ingest([orders], { engine, storage })`. Each file once, by its path and
 * checksum: its rows are committed together with the note that it is in. Then it is moved or removed; where something
 * breaks in between, the next time.
 *
 * A bad file goes to quarantine, and the others go on unless the ingestion says otherwise. What the files are not to
 * blame for (an engine, a storage) ends an ingestion, and not the others.
 *
 * - emits what happens, and last `ingestion_completed` or `ingestion_failed` with the result
 * - completes when every ingestion has ended and none was stopped or failed
 * - errors with an `IngestionFailedError`, after `ingestion_failed`; `toIngestResult` makes a value of either end
 * - on unsubscribe, what is not committed is not done
 */
export function ingest(ingestions: readonly Ingestion[], options: IngestOptions): Observable<IngestEvent> {
  checkIngestOptions(ingestions, options);
  const { concurrency = 4, scheduler = asyncScheduler } = options;
  return defer(() => {
    const entries: IngestedEntry[] = [];
    const work = from(byEntity(ingestions)).pipe(
      limit((group) => from(group).pipe(concatMap((one) => entry(one, ingestions, options))), concurrency),
      tap((event) => {
        if (event.name === 'entry_ended') entries.push(event.entry);
      }),
    );
    return concat(
      work,
      defer(() => over(entries, scheduler.now())),
    );
  });
}

/** Two that write to one entity would only come in conflict, and so they take turns. */
function byEntity(ingestions: readonly Ingestion[]): readonly (readonly Ingestion[])[] {
  const groups = new Map<string, Ingestion[]>();
  for (const one of ingestions) groups.set(one.to.id, [...(groups.get(one.to.id) ?? []), one]);
  return [...groups.values()];
}

function over(entries: readonly IngestedEntry[], at: number): Observable<IngestEvent> {
  const status = entries.every((one) => one.status === 'succeeded') ? 'succeeded' : 'failed';
  const rows = entries.reduce((sum, one) => sum + one.rows, 0);
  const result: IngestResult = { status, entries, rows };
  if (status === 'succeeded') return of({ name: 'ingestion_completed', at, result });
  return concat(
    of({ name: 'ingestion_failed', at, result } as const),
    throwError(() => new IngestionFailedError(result)),
  );
}

function entry(
  ingestion: Ingestion,
  all: readonly Ingestion[],
  options: IngestOptions,
): Observable<EntryEvent> {
  const { storage, signals = new Signals(), scheduler = asyncScheduler } = options;
  const { filesAtOnce = 16, maxAttempts = 5, backoff = exponential(), eachFile = 100 } = options;
  const { discover = ({ path }) => storage.list(path) } = options;
  return defer(() => {
    const operation = signals.operation('ingestion');
    const batchId = operation.operationId;
    const reported = signals.deserted
      ? options.engine
      : reportingEngine(options.engine, operation.emit, { scheduler });
    const lineage = ingestionLineage(ingestion, options);
    const engine = lineage
      ? lineageEngine(reported, lineage, { runId: batchId, emit: operation.emit, scheduler })
      : reported;
    let index = 0;
    const host: EntryHost = {
      ...{ ingestion, engine, storage, scheduler, filesAtOnce, maxAttempts, backoff },
      batchId,
      reader: readerFor(ingestion, options),
      nextIndex: () => index++,
    };
    const signal = fileSignals(host, operation.emit, eachFile);
    return entryRun(
      defer(() => discover(ingestion)),
      all,
      host,
    ).pipe(tap({ next: signal.tell, unsubscribe: signal.left }));
  });
}

function readerFor({ format: { kind } }: Ingestion, { reader, engine, storage }: IngestOptions) {
  if (reader) return reader;
  const { files } = engine;
  return files?.formats.includes(kind) && storage.locate ? files : textFiles(storage);
}
