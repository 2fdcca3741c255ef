import { concat, defer, from, map, type Observable } from 'rxjs';
import type { Entity } from '../../definitions/entity.ts';
import { isFrame } from '../../definitions/frame.ts';
import type { WriteEvent, WriteMode, WriteSource, Written } from '../write.ts';
import { type Intake, intake, rowsIn } from './intake.ts';
import type { MemoryHost } from './memoryHost.ts';
import { afterWrite } from './table.ts';

/**
 * Writes to a table in memory. The rows are gathered apart from the table and put into it in one step, when
 * the source is done; so writes never wait for each other, and the last to finish is the last to count.
 */
export function memoryWrite(
  entity: Entity,
  source: WriteSource,
  mode: WriteMode,
  host: MemoryHost,
): Observable<WriteEvent> {
  return defer(() => {
    const taker = intake(entity, host.store.table(entity.id), mode);
    let rows = 0;
    const taking = (isFrame(source) ? source.rows() : from(source)).pipe(
      map((batch): WriteEvent => {
        for (const row of rowsIn(entity.id, batch, rows + 1)) taker.take(row, ++rows);
        return { kind: 'progress', rows };
      }),
    );
    return concat(
      taking,
      host.answer(() => commit(entity, taker, { mode: mode.mode, rowsWritten: rows }, host)),
    );
  });
}

function commit(
  { id }: Entity,
  taker: Intake,
  told: Pick<Written, 'mode' | 'rowsWritten'>,
  { store, history }: MemoryHost,
): Written {
  const table = store.table(id);
  const { rows, changes } = taker.apply(table);
  const next = afterWrite(table, rows, changes, history);
  store.put(id, next);
  return {
    kind: 'written',
    ...told,
    inserted: changes.inserted.length,
    updated: changes.updated.length,
    deleted: changes.deleted.length,
    version: next.current.version,
    versionBefore: table.current.version,
  };
}
