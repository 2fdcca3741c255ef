import { defer, type Observable, of } from 'rxjs';
import type { Journal } from '../execution/journal/journal.ts';
import { lastStates } from '../execution/journal/lastStates.ts';
import type { StateOf } from '../planning/selection.ts';

/**
 * How pipes ended in the last run, where words select by that; otherwise the journal is left alone, so that a plan
 * can be looked at while another process has the database. One emission.
 */
export const askedStates = (journal: Journal, words: readonly string[]): Observable<StateOf> =>
  defer(() => (words.some((word) => word.includes('state:')) ? lastStates(journal) : of(() => undefined)));
