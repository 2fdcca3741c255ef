import { map } from 'rxjs';
import { type ColumnBatch, columnBatch } from '../../definitions/columnBatch.ts';
import { type Frame, frameBrand } from '../../definitions/frame.ts';
import { sql } from '../../definitions/sql.ts';
import type { Engine } from '../engine.ts';
import type { ChangeKind } from '../slice.ts';

/**
 * All rows as a change feed would tell them to somebody who has not read any: each was inserted. What was kept
 * of earlier changes need not reach back so far.
 */
export function asInserts(engine: Engine, frame: Frame, version: number): Frame {
  const insert: ChangeKind = 'insert';
  if (engine.capabilities.sql !== undefined)
    return engine.query(
      sql`select *, ${insert} as ${sql.id('_change')}, ${version} as ${sql.id('_version')} from ${frame}`,
    );
  const marked = (batch: ColumnBatch) =>
    columnBatch(
      {
        ...batch.columns,
        _change: new Array<ChangeKind>(batch.rowCount).fill(insert),
        _version: new Array<number>(batch.rowCount).fill(version),
      },
      batch.rowCount,
    );
  return {
    [frameBrand]: true,
    entityId: frame.entityId,
    columns: () =>
      frame.columns().pipe(map((columns) => ({ ...columns, _change: 'text', _version: 'number' }))),
    batches: (options) => frame.batches(options).pipe(map(marked)),
    rows: (options) =>
      frame
        .rows(options)
        .pipe(map((rows) => rows.map((row) => ({ ...row, _change: insert, _version: version })))),
  };
}
