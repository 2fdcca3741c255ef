import { map, type Observable } from 'rxjs';
import { nearest } from '../codec/nearest.ts';
import type { Journal } from '../execution/journal/journal.ts';
import { UsageError } from './usageError.ts';

/**
 * The id of a run that a journal knows, which may be called `last`; one emission.
 */
export function keptRunId(journal: Journal, asked: string): Observable<string> {
  return journal.runs().pipe(
    map((ids) => {
      const [last] = ids;
      if (last === undefined) throw new UsageError(NOTHING);
      if (asked === 'last') return last;
      if (ids.includes(asked)) return asked;
      const meant = nearest(asked, ids);
      const hint = meant === undefined ? `; the last is "${last}"` : `; did you mean "${meant}"?`;
      throw new UsageError(`expected the id of a run that the journal knows, got "${asked}"${hint}`);
    }),
  );
}

const NOTHING =
  'expected a journal with a run in it, got an empty one; one in memory lasts as long as its process, so give the settings a journal that lasts';
