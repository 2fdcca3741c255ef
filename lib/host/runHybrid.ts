import type { Observable } from 'rxjs';
import { stopGracefully } from '../../operators/stopGracefully.ts';
import { warn } from '../../operators/warn.ts';
import type { Plan } from '../planning/plan.ts';
import type { HybridEvent } from './hybridEvent.ts';
import { hybridExecution } from './hybridExecution.ts';
import { HybridFailedError } from './hybridFailedError.ts';
import { hybridSetup, type RunHybridOptions } from './hybridSetup.ts';

/**
 * Runs a plan of pipes that run once and of streams: first the pipes, as `run` does, then, once all of them have
 * ended, the streams, as `stream` does. Any other plan has one of the two parts.
 *
 * A failed pipe means for streams what it means for pipes, as the option `failure` says: those that need its
 * output are skipped, none is started, or all are. Each pipe and each stream ends exactly once. What cannot be run
 * is refused when it is called; nothing starts before somebody subscribes.
 *
 * - emits what happens, `hybrid_started` first, and last `hybrid_completed` or `hybrid_failed` with the result
 * - completes when every pipe and every stream has ended, and nothing has failed
 * - errors with a `HybridFailedError`, after `hybrid_failed`, when something failed or the run was cancelled;
 *   `toHybridResult` makes a value of either end. Before anything runs, when the queries do not
 * - on unsubscribe, pipes that run are aborted and no stream starts; streams that it has started are stopped in
 *   reverse order. Signals and journal are told all the same
 */
export function runHybrid(plan: Plan, options: RunHybridOptions): Observable<HybridEvent> {
  const setup = hybridSetup(plan, options);
  return stopGracefully((stop$) => hybridExecution(setup, stop$), { onLateError: unlessTold });
}

/** How a run ended that nobody listens to has been told as signals. */
function unlessTold(error: unknown): void {
  if (!(error instanceof HybridFailedError)) warn('a plan failed while it was being cancelled', error);
}
