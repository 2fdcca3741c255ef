import { EMPTY, NEVER, type Observable, tap } from 'rxjs';
import { execution } from '../execution/execution.ts';
import type { RunEvent } from '../execution/runEvent.ts';
import type { HybridRun } from './hybridRun.ts';
import { noted } from './noted.ts';

/** The pipes of a plan that run once, and the end of their run, whichever it is. */
export function batchPipes(run: HybridRun, cancel$: Observable<string>): Observable<RunEvent> {
  const { setup, operation } = run;
  if (setup.batch === undefined) return EMPTY;
  const options = { ...setup.batch.options, cancel$ };
  return execution({ ...setup.batch, options, operation }, NEVER).pipe(
    tap((event) => {
      if (event.name === 'run_completed' || event.name === 'run_failed') run.batch = event.result;
    }),
    noted(run),
  );
}
