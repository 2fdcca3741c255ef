import type { CoreName } from '../signals/catalogue.ts';

/** What a signal does to a span: which one, and whether it opens it or in which way it ends it. */
export interface SpanRole {
  /** Name of the span, `datapipes.pipe`. */
  readonly span: string;
  readonly role: 'opens' | 'ends' | 'fails' | 'cancels';
}

/**
 * What a signal does to a span, by its name alone; nothing where it neither opens nor ends one.
 *
 * `before_x` and `x_started` open the span `x` of their namespace, `after_x` and `x_completed` end it,
 * `x_failed` fails it, `x_cancelled` cancels it. This holds for signals of extensions as well. The core
 * signals that do not follow it are in a table below.
 */
export function spanRole(signal: string): SpanRole | undefined {
  const irregular = irregularRoles.get(signal);
  if (irregular) return irregular;
  return spanless.has(signal) ? undefined : regularRole(signal);
}

const roles = (span: string, of: { readonly [N in CoreName]?: SpanRole['role'] }) =>
  Object.entries(of).map(([signal, role]) => [signal, { span, role }] as const);

/** Signals that open or end a span which their names do not tell. */
const irregularRoles: ReadonlyMap<string, SpanRole> = new Map([
  // A pipe may be skipped once it has looked for data: it has come to its end, and not to a bad one.
  ...roles('datapipes.pipe', { 'datapipes.pipe_skipped': 'ends' }),
  ...roles('entity.ensure_table', { 'entity.ensure_failed': 'fails' }),
  ...roles('watermark.get', { 'watermark.watermark_found': 'ends', 'watermark.watermark_missing': 'ends' }),
  ...roles('streaming.start', { 'streaming.query_started': 'ends' }),
  ...roles('streaming.stop', { 'streaming.query_stopped': 'ends' }),
  ...roles('streaming.recovery', {
    'streaming.recovery_attempted': 'opens',
    'streaming.recovery_succeeded': 'ends',
    'streaming.recovery_exhausted': 'fails',
  }),
  ...roles('streaming.orchestrator', { 'streaming.orchestrator_stopped': 'cancels' }),
  ...roles('job.run', { 'job.cancelled': 'cancels' }),
  ...roles('packages.package', {
    'packages.package_installing': 'opens',
    'packages.package_installed': 'ends',
  }),
  ...roles('bootstrap.start', {
    'bootstrap.started': 'opens',
    'bootstrap.framework_ready': 'ends',
    'bootstrap.failed': 'fails',
  }),
  ...roles('trace.span', { 'trace.span_ended': 'ends' }),
]);

/** Signals that are named like one that opens or ends a span, and why they do neither. */
export const spanless: ReadonlyMap<string, string> = new Map<CoreName, string>([
  [
    'streaming.query_failed',
    'a query runs for ever; its start, stop and restart are spans, its life is not',
  ],
  ['streaming.spark_query_started', 'what the engine says beside query_started, which ends the start'],
  ['entity.check_failed', 'a check is told of once it is made, and never when it begins'],
  ['streaming.watchdog_started', 'watching lasts as long as the system, and nothing happens inside of it'],
  ['dimension.watch_started', 'watching lasts as long as the system, and nothing happens inside of it'],
  ['dimension.check_failed', 'a check that succeeds is not told, so none is known to have begun'],
  ['notebooks.notebook_failed', 'no signal tells that a notebook is about to run'],
  ['datapipes.journal_failed', 'what is kept of a run is not told while it goes well'],
  ['signals.observer_failed', 'no signal tells that an observer is about to be told'],
]);

function regularRole(signal: string): SpanRole | undefined {
  const dot = signal.indexOf('.') + 1;
  const [namespace, event] = [signal.slice(0, dot), signal.slice(dot)];
  const before = /^(before|after)_(.+)$/.exec(event);
  if (before) return { span: `${namespace}${before[2]}`, role: before[1] === 'before' ? 'opens' : 'ends' };
  const after = /^(.+)_(started|completed|failed|cancelled)$/.exec(event);
  const role = byEnding[after?.[2] ?? ''];
  return role && { span: `${namespace}${after?.[1]}`, role };
}

const byEnding: Readonly<Record<string, SpanRole['role']>> = {
  started: 'opens',
  completed: 'ends',
  failed: 'fails',
  cancelled: 'cancels',
};
