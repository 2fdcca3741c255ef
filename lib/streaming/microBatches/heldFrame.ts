import { defer, forkJoin, map, type Observable, of, reduce } from 'rxjs';
import { rowsFrame } from '../../data/changes/rowsFrame.ts';
import { copyRow } from '../../data/memory/copyRow.ts';
import type { Frame, Row } from '../../definitions/frame.ts';
import { CaptureLimitError } from './captureLimitError.ts';

/** For whom rows are held, and how many at most. */
export interface HeldFrameOptions {
  readonly queryId: string;
  readonly limit: number;
}

/** A frame of the rows that another has now, which are held in memory; one emission. Errors with a `CaptureLimitError`. */
export function heldFrame(frame: Frame, { queryId, limit }: HeldFrameOptions): Observable<Frame> {
  const { entityId } = frame;
  const rows$ = defer(() => {
    const held: Row[] = [];
    return frame.rows().pipe(
      reduce((all, rows) => {
        if (all.length + rows.length > limit) throw new CaptureLimitError(queryId, entityId, limit);
        for (const row of rows) all.push(row);
        return all;
      }, held),
    );
  });
  return forkJoin([frame.columns(), rows$]).pipe(
    map(([columns, rows]) =>
      rowsFrame(
        { entityId, columns: () => of(columns) },
        // What is read belongs to who reads it.
        defer(() => of(rows.map(copyRow))),
      ),
    ),
  );
}
