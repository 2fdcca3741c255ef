import {
  concat,
  dematerialize,
  from,
  map,
  mergeMap,
  NEVER,
  type Observable,
  type SchedulerLike,
  timer,
} from 'rxjs';
import type { MarbleMessage } from './marbleMessage.ts';

/** A cold observable that does what a diagram says, counted from each subscription. */
export function playMarbles(
  messages: readonly MarbleMessage[],
  scheduler: SchedulerLike,
): Observable<unknown> {
  const notifications$ = from(messages).pipe(
    mergeMap(({ frame, notification }) => timer(frame, scheduler).pipe(map(() => notification))),
  );
  return concat(notifications$, NEVER).pipe(dematerialize());
}
