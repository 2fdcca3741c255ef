import { readableSpan } from '../execution/readableSpan.ts';
import { oneLine } from '../planning/oneLine.ts';
import { readableId } from '../planning/readableId.ts';
import { failureOf } from '../signals/failureOf.ts';
import type { QueryStatus } from '../streaming/queries/queryState.ts';
import type { QueryProgressedBy } from '../streaming/queries/recordHost.ts';
import type { Paint } from './paint.ts';
import { type QueryHappening, stateLooks } from './queryHappening.ts';
import { rowsText } from './rowsText.ts';

/** What happened to a query, on one line; nothing of a batch without rows. */
export const queryLine = (happening: QueryHappening, paint: Paint): string | undefined =>
  happening.name === 'query_state'
    ? stateLine(happening.status, paint)
    : batchLine(happening.progressed, paint);

function stateLine(status: QueryStatus, paint: Paint): string {
  const mark = paint(status.state.padEnd(10), stateLooks[status.state]);
  return `  ${mark} ${readableId(status.queryId)}${reasonText(status)}`;
}

function batchLine({ queryId, progress }: QueryProgressedBy, paint: Paint): string | undefined {
  const { batchId, numInputRows, durationMs } = progress;
  if (numInputRows === 0) return undefined;
  const took = durationMs === undefined ? '' : ` in ${readableSpan(durationMs)}`;
  return `  ${paint('batch'.padEnd(10), 'faint')} ${readableId(queryId)} #${batchId}  ${rowsText(numInputRows)}${took}`;
}

function reasonText(status: QueryStatus): string {
  if ('error' in status) {
    const { error, errorType } = failureOf(status.error);
    return `: ${errorType}: ${oneLine(error)}`;
  }
  return 'reason' in status ? `: ${oneLine(status.reason)}` : '';
}
