import { readableSpan } from '../execution/readableSpan.ts';
import { oneLine } from '../planning/oneLine.ts';
import { readableId } from '../planning/readableId.ts';
import { failureOf } from '../signals/failureOf.ts';
import type { Queries } from '../streaming/queries/queries.ts';
import type { QueryStatus } from '../streaming/queries/queryState.ts';
import type { QueryProgressedBy } from '../streaming/queries/recordHost.ts';
import type { Look, Paint } from './paint.ts';
import { grouped, rowsText } from './rowsText.ts';

/** Something that happened to a query. */
export type QueryHappening =
  | { readonly name: 'query_state'; readonly status: QueryStatus }
  | { readonly name: 'query_progress'; readonly progressed: QueryProgressedBy };

/** A change of state, on one line. */
export function stateLine(status: QueryStatus, paint: Paint): string {
  const mark = paint(status.state.padEnd(10), LOOKS[status.state]);
  return `  ${mark} ${readableId(status.queryId)}${reasonText(status)}`;
}

/** A batch, on one line; nothing of one without rows. */
export function batchLine({ queryId, progress }: QueryProgressedBy, paint: Paint): string | undefined {
  const { batchId, numInputRows, durationMs } = progress;
  if (numInputRows === 0) return undefined;
  const took = durationMs === undefined ? '' : ` in ${readableSpan(durationMs)}`;
  return `  ${paint('batch'.padEnd(10), 'faint')} ${readableId(queryId)} #${batchId}  ${rowsText(numInputRows)}${took}`;
}

/** How all queries are now, a line each. */
export function queryFrame(
  queries: Queries,
  queryIds: readonly string[],
  { paint, now }: { readonly paint: Paint; readonly now: number },
): readonly string[] {
  const width = queryIds.reduce((most, id) => Math.max(most, readableId(id).length), 0);
  return queryIds.map((id) => {
    const status = queries.status(id);
    const { batches, rows, processedRowsPerSecond: rate, restarts } = queries.metrics(id);
    const parts = [
      paint(status.state.padEnd(10), LOOKS[status.state]),
      readableId(id).padEnd(width),
      `for ${readableSpan(now - status.since)}`,
      `${grouped(batches)} batches, ${rowsText(rows)}`,
      ...(rate === undefined ? [] : [`${grouped(rate)}/s`]),
      ...(restarts === 0 ? [] : [paint(`${restarts} restarts`, 'warn')]),
    ];
    return `  ${parts.join('  ')}`;
  });
}

/** What happened as plain data. */
export function queryJson(happening: QueryHappening): Readonly<Record<string, unknown>> {
  if (happening.name === 'query_progress') {
    const { queryId, progress } = happening.progressed;
    return { event: happening.name, queryId, ...progress };
  }
  const { since, ...status } = happening.status;
  const failure = 'error' in status ? failureOf(status.error) : {};
  return { event: happening.name, timestamp: new Date(since).toISOString(), ...status, ...failure };
}

const LOOKS: Readonly<Record<QueryStatus['state'], Look>> = {
  registered: 'faint',
  starting: 'faint',
  running: 'good',
  stopping: 'faint',
  stopped: 'faint',
  failed: 'bad',
  recovering: 'warn',
  exhausted: 'bad',
};

function reasonText(status: QueryStatus): string {
  if ('error' in status) {
    const { error, errorType } = failureOf(status.error);
    return `: ${errorType}: ${oneLine(error)}`;
  }
  return 'reason' in status ? `: ${oneLine(status.reason)}` : '';
}
