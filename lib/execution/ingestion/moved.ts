import { map, type Observable } from 'rxjs';
import { told } from './badFile.ts';
import type { EntryHost } from './entryHost.ts';
import type { FoundFile } from './foundFile.ts';
import type { EntryEvent } from './ingestEvent.ts';
import { putAway } from './putAway.ts';

/** Puts a file away whose rows are in, and tells of it. */
export function moved(file: FoundFile, host: EntryHost): Observable<EntryEvent> {
  return putAway(file, host).pipe(
    map(({ to }) => told(host, { name: to === undefined ? 'file_deleted' : 'file_moved', file, to })),
  );
}
