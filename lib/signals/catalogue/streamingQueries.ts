import { declare } from '../declare.ts';
import { duration, failure, flag, number, text } from './fields.ts';

const query = { queryId: text } as const;
const spark = { queryId: text, runId: text, 'name?': text } as const;

/** What happens to streaming queries: their life, their progress, their health. */
export const streamingQueries = {
  'streaming.query_registered': declare('A query joined the running set.', { ...query, queryName: text }),
  'streaming.before_start': declare('A query is about to start.', {
    ...query,
    queryName: text,
    epoch: number,
  }),
  'streaming.query_started': declare(
    'A query runs.',
    { ...query, queryName: text, 'engineQueryId?': text, 'engineRunId?': text, epoch: number },
    { aliases: ['streaming.after_start'] },
  ),
  'streaming.start_failed': declare('A query could not be started.', {
    ...query,
    queryName: text,
    ...failure,
  }),
  'streaming.query_progress': declare(
    'A query has finished a batch.',
    {
      ...query,
      batchId: number,
      numInputRows: number,
      'inputRowsPerSecond?': number,
      'processedRowsPerSecond?': number,
      ...duration,
    },
    { highVolume: true },
  ),
  'streaming.query_idle': declare('A query looked for rows and found none.', { ...query, batchId: number }),
  'streaming.before_stop': declare('A query is about to be stopped.', { ...query, reason: text }),
  'streaming.query_stopped': declare(
    'A query was stopped.',
    { ...query, reason: text, restartCount: number, ...duration, 'fenced?': flag },
    { aliases: ['streaming.after_stop'] },
  ),
  'streaming.query_failed': declare('A query ended because of a failure.', {
    ...query,
    ...failure,
    failureClass: text,
  }),
  'streaming.query_terminated': declare('The engine says that a query is over.', {
    ...query,
    'error?': text,
    'errorType?': text,
  }),
  'streaming.query_restarted': declare('A query runs again after a stop or a failure.', {
    ...query,
    restartCount: number,
    reason: text,
    gapSeconds: number,
  }),
  'streaming.query_healthy': declare('A query keeps up, which it did not before.', query),
  'streaming.query_unhealthy': declare('A query falls behind what comes in.', {
    ...query,
    reason: text,
    'inputRowsPerSecond?': number,
    'processedRowsPerSecond?': number,
  }),
  'streaming.query_exception': declare('A query reports an exception.', {
    ...query,
    ...failure,
    failureClass: text,
  }),
  'streaming.query_stalled': declare(
    'A query has been silent for too long.',
    { ...query, lastProgressSecondsAgo: number },
    { aliases: ['streaming.query_stale'] },
  ),
  'streaming.spark_query_started': declare('Spark says that a query has started.', spark),
  'streaming.spark_query_progress': declare(
    'Spark says how far a query is.',
    { ...spark, batchId: number, numInputRows: number },
    { highVolume: true },
  ),
  'streaming.spark_query_idle': declare('Spark says that a query has nothing to do.', {
    ...spark,
    'batchId?': number,
  }),
  'streaming.spark_query_terminated': declare('Spark says that a query is over.', {
    ...spark,
    'error?': text,
  }),
  'streaming.listener_gap': declare('Events of a query were missed, as another witness shows.', {
    ...query,
    missed: number,
    source: text,
  }),
};
