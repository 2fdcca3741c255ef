import { declare } from '../declare.ts';
import { changeClass, duration, failure, number, text, texts, version } from './fields.ts';

const query = { queryId: text } as const;
const restart = { queryId: text, reason: text } as const;
const cascade = { cascadeId: text, rootCause: text, queryIds: texts, depth: number } as const;
const orchestrated = { runId: text, queryIds: texts, activeQueryCount: number } as const;

/** What keeps streaming queries alive: watching, recovering, restarting, and doing so for many at once. */
export const streamingSupervision = {
  'streaming.watchdog_started': declare('The health of queries is being watched.', {
    intervalSeconds: number,
  }),
  'streaming.watchdog_stopped': declare('The health of queries is no longer watched.', {}),
  'streaming.watchdog_error': declare('A look at the health of queries failed.', {
    error: text,
    'errorType?': text,
  }),
  'streaming.recovery_attempted': declare('A failed query is to be restarted after a delay.', {
    ...query,
    retryCount: number,
    maxRetries: number,
    delaySeconds: number,
    failureClass: text,
  }),
  'streaming.recovery_succeeded': declare('A restarted query has been stable for long enough.', {
    ...query,
    retryCount: number,
  }),
  'streaming.recovery_failed': declare('A restart did not bring a query back.', {
    ...query,
    retryCount: number,
    ...failure,
  }),
  'streaming.recovery_exhausted': declare('A failed query is not started again.', {
    ...query,
    retryCount: number,
    maxRetries: number,
    lastError: text,
    failureClass: text,
    'reason?': text,
  }),
  'streaming.query_revived': declare('Somebody gave an exhausted query a fresh start.', {
    ...query,
    by: text,
  }),
  'streaming.dependencies_registered': declare('It is known what a query reads.', {
    ...query,
    dimensionCount: number,
    upstreamCount: number,
  }),
  'streaming.dimension_change_detected': declare('A changed dimension concerns running queries.', {
    entityId: text,
    oldVersion: version,
    newVersion: version,
    changeClass,
    affectedQueries: texts,
  }),
  'streaming.restart_scheduled': declare(
    'A query is to be restarted.',
    { ...restart, priority: number, causes: texts },
    { aliases: ['streaming.restart_triggered'] },
  ),
  'streaming.restart_coalesced': declare('A restart was made part of one that is due already.', {
    ...restart,
    into: text,
  }),
  'streaming.restart_throttled': declare('A restart waits because enough others are under way.', {
    ...restart,
    waiting: number,
    running: number,
  }),
  'streaming.restart_blocked': declare('A restart was refused, and the query runs on as it is.', {
    ...restart,
    verdict: text,
  }),
  'streaming.before_restart': declare('A query is about to be stopped and started.', {
    ...restart,
    epoch: number,
  }),
  'streaming.after_restart': declare('A query was restarted.', {
    ...restart,
    epoch: number,
    gapSeconds: number,
  }),
  'streaming.restart_failed': declare('A query could not be restarted.', { ...restart, ...failure }),
  'streaming.cascade_restart_started': declare(
    'Queries that depend on each other are being restarted in waves.',
    cascade,
    {
      aliases: ['streaming.graph_restart_initiated'],
    },
  ),
  'streaming.cascade_restart_completed': declare('The last wave of restarts is over.', {
    ...cascade,
    restarted: number,
    failed: number,
    ...duration,
  }),
  'streaming.orchestrator_started': declare('A streaming plan runs.', orchestrated),
  'streaming.orchestrator_completed': declare(
    'Every query of a streaming plan has come to its own end.',
    orchestrated,
  ),
  'streaming.orchestrator_failed': declare('A streaming plan ended because of a failure.', {
    ...orchestrated,
    ...failure,
    'failedQueries?': texts,
    'stoppedCount?': number,
  }),
  'streaming.orchestrator_stopped': declare('A streaming plan was stopped.', {
    ...orchestrated,
    'stoppedCount?': number,
  }),
};
