import { concatMap, from, map, type Observable, reduce, zip } from 'rxjs';
import { type Frame, frameBrand, type Row, type RowsOptions } from '../../definitions/frame.ts';
import { rowsToColumns } from '../../definitions/rowsToColumns.ts';

/** What is made of all rows of a frame, for engines without SQL; holds them while they are read. */
export function derivedFrame(
  frame: Frame,
  derive: (rows: readonly Row[]) => readonly Row[],
  tellsChanges: boolean,
): Frame {
  const rows = ({ batchSize = 1_024, demand }: RowsOptions = {}): Observable<readonly Row[]> => {
    const batches$ = frame.rows().pipe(
      reduce((all, batch) => {
        for (const row of batch) all.push(row);
        return all;
      }, [] as Row[]),
      concatMap((all) => from(cut(derive(all), batchSize))),
    );
    return demand ? zip(batches$, demand).pipe(map(([batch]) => batch)) : batches$;
  };
  const columns = () =>
    frame
      .columns()
      .pipe(
        map(({ _change, _version, ...columns }) =>
          tellsChanges ? { ...columns, _change: 'string', _version: 'number' } : columns,
        ),
      );
  const batches: Frame['batches'] = (options) => rows(options).pipe(map((batch) => rowsToColumns(batch)));
  return { [frameBrand]: true, entityId: frame.entityId, columns, rows, batches };
}

function cut(rows: readonly Row[], size: number): readonly (readonly Row[])[] {
  if (!(size >= 1)) throw new RangeError(`expected a batchSize of at least 1, got ${size}`);
  const count = Math.ceil(rows.length / size);
  return Array.from({ length: count }, (_, i) => rows.slice(i * size, (i + 1) * size));
}
