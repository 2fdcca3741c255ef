import { map, merge, NEVER, type Observable } from 'rxjs';

/** Why a run is to be cancelled, each time there is a reason: nobody listens any more, or it was asked for. */
export function cancelReasons(
  stop$: Observable<unknown>,
  cancel$: Observable<unknown> = NEVER,
): Observable<string> {
  return merge(
    stop$.pipe(map(() => 'nobody listens any more')),
    cancel$.pipe(map((reason) => (typeof reason === 'string' ? reason : 'it was asked for'))),
  );
}
