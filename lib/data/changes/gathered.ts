import { defer, type Observable, reduce } from 'rxjs';
import type { Frame, Row } from '../../definitions/frame.ts';

/** All rows of a frame; one emission. */
export const gathered = (frame: Frame): Observable<readonly Row[]> =>
  defer(() => {
    const rows: Row[] = [];
    return frame.rows().pipe(
      reduce((all, batch) => {
        for (const row of batch) all.push(row);
        return all;
      }, rows),
    );
  });
