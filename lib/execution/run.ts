import type { Observable } from 'rxjs';
import type { Runnable } from './agendaFor.ts';
import { execution } from './execution.ts';
import type { RunEvent } from './runEvent.ts';
import type { RunOptions } from './runOptions.ts';
import { runSetup } from './runSetup.ts';
import { stoppableRun } from './stoppableRun.ts';

/**
 * Runs pipes once, each when what it reads is there: `run('+gold.revenue', { engine, definitions })`.
 *
 * Each requested pipe ends as succeeded, failed, skipped or cancelled, exactly once. What cannot be run is
 * refused when it is called; nothing starts before somebody subscribes, and whoever subscribes has a run of
 * their own.
 *
 * - emits what happens, `run_started` first, and last `run_completed` or `run_failed` with the result
 * - completes when every pipe has ended and none has failed
 * - errors with a `RunFailedError`, after `run_failed`, when a pipe failed or the run was cancelled;
 *   `toResult` makes a value of either end
 * - on unsubscribe, whatever runs is aborted, and is left behind if it has not ended after `grace`; signals and
 *   journal are told all the same
 */
export function run(what: Runnable, options: RunOptions): Observable<RunEvent> {
  const setup = runSetup(what, options);
  return stoppableRun((stop$) => execution(setup, stop$));
}
