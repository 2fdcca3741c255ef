import { concatMap, defer, filter, finalize, from, type Observable, takeWhile } from 'rxjs';
import type { Frame, Row, RowsOptions } from '../../definitions/frame.ts';
import type { DuckdbHost } from './duckdbHost.ts';
import { type FrameSource, OwnFrame } from './ownFrame.ts';
import { queriedColumns } from './queriedColumns.ts';
import { RowCursor } from './rowCursor.ts';

/** A frame over a slice of a table, or of what a query gives. */
export const duckdbFrame = (source: FrameSource, host: DuckdbHost): Frame =>
  new OwnFrame(
    source,
    host,
    () => queriedColumns(source, host),
    (options) => rowsOf(source, host, options),
  );

function rowsOf(
  source: FrameSource,
  host: DuckdbHost,
  { batchSize, demand }: RowsOptions = {},
): Observable<readonly Row[]> {
  return defer(() => {
    const cursor = new RowCursor(source, host, batchSize);
    const batches$ = demand ? demand.pipe(concatMap(() => cursor.next())) : from(allOf(cursor));
    return batches$.pipe(
      takeWhile((batch) => batch !== undefined),
      filter((batch) => batch.length > 0),
      finalize(() => cursor.close()),
    );
  });
}

async function* allOf(cursor: RowCursor): AsyncGenerator<readonly Row[] | undefined> {
  for (let batch = await cursor.next(); batch !== undefined; batch = await cursor.next()) yield batch;
}
