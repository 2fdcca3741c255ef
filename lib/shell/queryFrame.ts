import { readableSpan } from '../execution/readableSpan.ts';
import { counted } from '../planning/counted.ts';
import { readableId } from '../planning/readableId.ts';
import type { Queries } from '../streaming/queries/queries.ts';
import type { Paint } from './paint.ts';
import { stateLooks } from './queryHappening.ts';
import { grouped, rowsText } from './rowsText.ts';

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
      paint(status.state.padEnd(10), stateLooks[status.state]),
      readableId(id).padEnd(width),
      `for ${readableSpan(now - status.since)}`,
      `${grouped(batches)} ${batches === 1 ? 'batch' : 'batches'}, ${rowsText(rows)}`,
      ...(rate === undefined ? [] : [`${grouped(rate)}/s`]),
      ...(restarts === 0 ? [] : [paint(counted(restarts, 'restart'), 'warn')]),
    ];
    return `  ${parts.join('  ')}`;
  });
}
