import { concat, defer, map, type Observable, throwError } from 'rxjs';
import type { EntryHost } from './entryHost.ts';
import type { FoundFile } from './foundFile.ts';
import type { EntryEvent } from './ingestEvent.ts';
import { quarantined } from './putAway.ts';

type Without<T> = T extends unknown ? Omit<T, 'batchId' | 'ingestion' | 'at'> : never;

/** An event of an ingestion, now. */
export function told({ batchId, ingestion, scheduler }: EntryHost, event: Without<EntryEvent>): EntryEvent {
  return { batchId, ingestion, at: scheduler.now(), ...event } as EntryEvent;
}

/** A bad file ends its ingestion. */
export class BadFileStop extends Error {
  override readonly name = 'BadFileStop';
}

/** Moves a bad file away and tells of it; the others go on, or not. */
export function badFile(file: FoundFile, error: unknown, host: EntryHost): Observable<EntryEvent> {
  const failed = quarantined(file, error, host).pipe(
    map((quarantinedAs) => told(host, { name: 'file_failed', file, error, quarantinedAs })),
  );
  if (host.ingestion.onBadFile === 'goOn') return failed;
  const stop = () => new BadFileStop(`${file.path} is bad`, { cause: error });
  return concat(
    failed,
    defer(() => throwError(stop)),
  );
}
