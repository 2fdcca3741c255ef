import { concatMap, map, type Observable, of } from 'rxjs';
import type { StateOf } from '../../planning/selection.ts';
import type { Journal } from './journal.ts';

/**
 * How pipes ended in the last run that a journal knows, for selections such as `state:failed`; nothing for
 * pipes that were not in it, or did not end. One emission.
 */
export const lastStates = (journal: Journal): Observable<StateOf> =>
  journal.runs().pipe(
    concatMap(([last]) => (last === undefined ? of(undefined) : journal.read(last))),
    map((run) => (pipeId) => run?.pipes.get(pipeId)?.status),
  );
