import type { SchedulerLike } from 'rxjs';
import type { Signals } from '../signals/signals.ts';
import { type Queries, queries } from '../streaming/queries/queries.ts';
import type { Project } from './project.ts';

/** What the queries of a project run with. */
export interface QueriesForOptions {
  readonly signals: Signals;
  readonly scheduler: SchedulerLike;
}

/** The queries of a project in one set: those that it exports. */
export function queriesFor(
  { queries: exported, settings }: Project,
  { signals, scheduler }: QueriesForOptions,
): Queries {
  const all = queries({ ...settings.queries, signals, scheduler });
  for (const query of exported) all.register(query);
  return all;
}
