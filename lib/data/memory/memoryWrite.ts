import { concat, defer, EMPTY, from, map, type Observable } from 'rxjs';
import { type ColumnsDiff, columnsDiff } from '../../definitions/columnsDiff.ts';
import type { Entity } from '../../definitions/entity.ts';
import { isFrame } from '../../definitions/frame.ts';
import type { HistoryEntry } from '../history.ts';
import type { WriteEvent, WriteOptions, WriteSource, Written } from '../write.ts';
import type { WriteMode } from '../writeMode.ts';
import { ensuredTable } from './ensuredTable.ts';
import type { Intake } from './intake.ts';
import { intakeFor } from './intakeFor.ts';
import type { MemoryHost } from './memoryHost.ts';
import { rowsIn } from './rowsIn.ts';
import { afterWrite, type Changes, type Table } from './table.ts';

/** A write as it is asked for. */
export interface MemoryWriting extends WriteOptions {
  readonly mode: WriteMode;
}

/**
 * Writes to a table in memory. The rows are gathered apart from the table and put into it in one step, when
 * the source is done; so writes never wait for each other, and the last to finish is the last to count.
 */
export function memoryWrite(
  entity: Entity,
  source: WriteSource,
  writing: MemoryWriting,
  host: MemoryHost,
): Observable<WriteEvent> {
  return defer(() => {
    const { store, scheduler } = host;
    const { mode, ensure = false, once } = writing;
    const done = once === undefined ? undefined : store.history.doneAs(once);
    if (done) return host.answer(() => repeated(done));
    const begunAt = scheduler.now();
    const found = store.tables.get(entity.id);
    const { table } = ensure ? ensuredTable(entity, found) : { table: found ?? store.refuse(entity.id) };
    const taker = intakeFor(entity, table, mode);
    let rows = 0;
    const taking = (isFrame(source) ? source.rows() : from(source)).pipe(
      map((batch): WriteEvent => {
        for (const row of rowsIn(entity.id, batch, rows + 1)) taker.take(row, ++rows);
        return { kind: 'progress', rows };
      }),
    );
    return concat(
      taker.before ?? EMPTY,
      taking,
      host.answer(() => commit(entity, taker, { ...writing, rows, begunAt }, host)),
    );
  });
}

interface Committing extends MemoryWriting {
  readonly rows: number;
  readonly begunAt: number;
}

function commit(
  entity: Entity,
  taker: Intake,
  { mode: { mode }, ensure = false, by = {}, once, rows: rowsWritten, begunAt }: Committing,
  { store, history, scheduler }: MemoryHost,
): Written {
  const { id } = entity;
  const earlier = once === undefined ? undefined : store.history.doneAs(once);
  if (earlier) return repeated(earlier);
  const found = ensure ? store.tables.get(id) : store.table(id);
  const { table, ensured } = ensuredTable(ensure ? entity : { ...entity, drift: undefined }, found);
  const applied = taker.apply(table);
  const at = scheduler.now();
  const next = afterWrite(table, applied, { at, history });
  store.put(id, next);
  const counts = countsOf(applied.changes);
  const { version } = next.current;
  const told = { mode, version, rowsWritten, ...counts };
  store.history.add({ entityId: id, ...told, at, durationMs: Math.max(0, at - begunAt), by, once });
  const schemaChange = taker.mismatch() ?? grownBy(found, next);
  return {
    ...{ kind: 'written', ...told, versionBefore: table.current.version },
    ...(ensure && { created: ensured.created }),
    ...(schemaChange && { schemaChange }),
  };
}

const countsOf = ({ inserted, updated, deleted }: Changes) => ({
  inserted: inserted.length,
  updated: updated.length,
  deleted: deleted.length,
});

const grownBy = (before: Table | undefined, { columns }: Table): ColumnsDiff | undefined =>
  before?.columns && columns && columnsDiff(before.columns, columns);

function repeated({ mode, version, rowsWritten, inserted, updated, deleted }: HistoryEntry): Written {
  return {
    ...{ kind: 'written', mode, rowsWritten, inserted, updated, deleted },
    ...{ version, versionBefore: version, repeated: true },
  };
}
