import { concatMap, from, map, type Observable, zip } from 'rxjs';
import { type Frame, frameBrand, type Row, type RowsOptions } from '../../definitions/frame.ts';
import { rowsToColumns } from '../../definitions/rowsToColumns.ts';

/** A frame of rows that are worked out all at once, for engines without SQL. */
export function rowsFrame(
  { entityId, columns }: Pick<Frame, 'entityId' | 'columns'>,
  all$: Observable<readonly Row[]>,
): Frame {
  const rows = ({ batchSize = 1_024, demand }: RowsOptions = {}): Observable<readonly Row[]> => {
    const batches$ = all$.pipe(concatMap((all) => from(cut(all, batchSize))));
    return demand ? zip(batches$, demand).pipe(map(([batch]) => batch)) : batches$;
  };
  const batches: Frame['batches'] = (options) => rows(options).pipe(map((batch) => rowsToColumns(batch)));
  return { [frameBrand]: true, entityId, columns, rows, batches };
}

function cut(rows: readonly Row[], size: number): readonly (readonly Row[])[] {
  if (!(size >= 1)) throw new RangeError(`expected a batchSize of at least 1, got ${size}`);
  const count = Math.ceil(rows.length / size);
  return Array.from({ length: count }, (_, i) => rows.slice(i * size, (i + 1) * size));
}
