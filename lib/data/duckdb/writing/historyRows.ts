import type { Row } from '../../../definitions/frame.ts';
import type { HistoryEntry, HistoryQuery } from '../../history.ts';
import type { WriteMode } from '../../writeMode.ts';
import type { Session } from '../connection/session.ts';
import { OWN } from '../tables/ownNames.ts';
import type { WriteRequest } from './writeRequest.ts';

/** What the history says of a write, besides who did it and when. */
export type Told = Pick<
  HistoryEntry,
  'mode' | 'version' | 'rowsWritten' | 'inserted' | 'updated' | 'deleted'
>;

/** Notes a write in the history, in the session's transaction. */
export async function noteWrite(
  session: Session,
  request: WriteRequest,
  told: Told,
  at: number,
): Promise<void> {
  const { entity, options, begunAt } = request;
  const { by = {}, once } = options;
  await session.again(
    `insert into ${OWN}.history values (nextval('${OWN}.numbers'), $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
    [
      ...[entity.id, told.mode, told.version ?? null, told.rowsWritten],
      ...[told.inserted ?? null, told.updated ?? null, told.deleted ?? null],
      ...[at, Math.max(0, at - begunAt), by.runId ?? null, by.pipeId ?? null],
      ...[by.packageName ?? null, by.packageVersion ?? null, once ?? null],
    ],
  );
}

/** The write that was done under a name, if it was. */
export async function doneAs(session: Session, once: string): Promise<Told | undefined> {
  const [row] = await session.rows(`select * from ${OWN}.history where once = $1 limit 1`, [once]);
  return row && toldIn(row);
}

/** The writes that match, newest first. */
export async function historyRows(
  session: Session,
  { entityIds, runId, pipeId, after, limit = 100 }: HistoryQuery,
): Promise<readonly HistoryEntry[]> {
  const parameters: (string | number)[] = [];
  const bind = (value: string | number) => `$${parameters.push(value)}`;
  const wanted = [
    ...(entityIds
      ? [entityIds.length === 0 ? 'false' : `entity_id in (${entityIds.map(bind).join(', ')})`]
      : []),
    ...(runId === undefined ? [] : [`run_id = ${bind(runId)}`]),
    ...(pipeId === undefined ? [] : [`pipe_id = ${bind(pipeId)}`]),
    ...(after === undefined ? [] : [`sequence > ${bind(after)}`]),
  ];
  const where = wanted.length === 0 ? '' : `where ${wanted.join(' and ')}`;
  const rows = await session.rows(
    `select * from ${OWN}.history ${where} order by sequence desc limit ${bind(limit)}`,
    parameters,
  );
  return rows.map(entryIn);
}

function entryIn(row: Row): HistoryEntry {
  const text = (name: string) => (row[name] === null ? undefined : String(row[name]));
  const by = {
    runId: text('run_id'),
    pipeId: text('pipe_id'),
    packageName: text('package_name'),
    packageVersion: text('package_version'),
  };
  return {
    sequence: Number(row['sequence']),
    entityId: String(row['entity_id']),
    ...toldIn(row),
    at: Number(row['committed_at']),
    durationMs: Number(row['duration_ms']),
    by: Object.fromEntries(Object.entries(by).filter(([, value]) => value !== undefined)),
    once: text('once'),
  };
}

function toldIn(row: Row): Told {
  const number = (name: string) => (row[name] === null ? undefined : Number(row[name]));
  return {
    mode: String(row['mode']) as WriteMode['mode'],
    version: number('version'),
    rowsWritten: Number(row['rows_written']),
    inserted: number('inserted'),
    updated: number('updated'),
    deleted: number('deleted'),
  };
}
