import { map, type Observable } from 'rxjs';
import type { QueryStatus } from '../../../lib/streaming/queries/queryState.ts';

/** States of queries as letters of a diagram. */
export const letters = {
  r: 'registered',
  s: 'starting',
  u: 'running',
  t: 'stopping',
  o: 'stopped',
  f: 'failed',
  v: 'recovering',
  x: 'exhausted',
};

/** The state alone, each time that it changes. */
export const statesOf = (states$: Observable<QueryStatus>) => states$.pipe(map(({ state }) => state));
