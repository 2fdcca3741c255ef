import { concatMap, defer, finalize, from, type Observable, takeWhile } from 'rxjs';
import type { Frame, RowsOptions } from '../../../definitions/frame.ts';
import type { DuckdbHost } from '../duckdbHost.ts';
import { asColumns, asRows, BatchCursor, type BatchForm } from './batchCursor.ts';
import { type FrameSource, OwnFrame } from './ownFrame.ts';
import { queriedColumns } from './queriedColumns.ts';

/** A frame over a slice of a table, or of what a query gives. */
export const duckdbFrame = (source: FrameSource, host: DuckdbHost): Frame =>
  new OwnFrame(source, host, {
    columns: () => queriedColumns(source, host),
    rows: (options) => batchesOf(source, host, asRows, options),
    batches: (options) => batchesOf(source, host, asColumns, options),
  });

function batchesOf<B>(
  source: FrameSource,
  host: DuckdbHost,
  form: BatchForm<B>,
  { batchSize, demand }: RowsOptions = {},
): Observable<B> {
  return defer(() => {
    const cursor = new BatchCursor(source, host, form, batchSize);
    const batches$ = demand ? demand.pipe(concatMap(() => cursor.next())) : from(allOf(cursor));
    return batches$.pipe(
      takeWhile((batch) => batch !== undefined),
      finalize(() => cursor.close()),
    );
  });
}

async function* allOf<B>(cursor: BatchCursor<B>): AsyncGenerator<B | undefined> {
  for (let batch = await cursor.next(); batch !== undefined; batch = await cursor.next()) yield batch;
}
