import { catchError, defer, EMPTY, type Observable, reduce, tap, throwError } from 'rxjs';
import type { PipeProgress, RunEvent } from '../execution/runEvent.ts';
import { RunFailedError } from '../execution/runFailedError.ts';
import type { RunRecord, RunResult } from '../execution/runRecord.ts';
import type { Call } from './call.ts';
import { exitCodes } from './exitCodes.ts';
import { interruptCode } from './interruptCode.ts';
import { isLive } from './isLive.ts';
import { live } from './live.ts';
import { colours, noColours } from './paint.ts';
import { runEventJson } from './runEventJson.ts';
import { runFrame } from './runFrame.ts';
import { runLines } from './runLines.ts';

/**
 * Tells a run to whoever called: live on a terminal, line by line elsewhere, or as JSON.
 *
 * - emits the exit code when the run is over, however it ended
 * - completes after that
 * - errors when the run errors with anything but a `RunFailedError`
 * - on unsubscribe, cancels the run and leaves the terminal as it was
 */
export function reportRun(events$: Observable<RunEvent>, call: Call): Observable<number> {
  return events$.pipe(
    // What failed is told by the last event.
    catchError((error) => (error instanceof RunFailedError ? EMPTY : throwError(() => error))),
    told(call),
    reduce<RunEvent, number>(
      (code, event) => ('result' in event ? codeOf(event.result) : code),
      exitCodes.internal,
    ),
  );
}

/** The reason for which a run is cancelled, from which its exit code is known later. */
export const cancelReason = (interrupt: string): string => `${interrupt} was received`;

function codeOf({ status, cancelling }: RunResult): number {
  if (status === 'succeeded') return exitCodes.ok;
  if (status === 'failed') return exitCodes.failed;
  return interruptCode(cancelling === cancelReason('SIGTERM') ? 'SIGTERM' : 'SIGINT');
}

function told(call: Call): (events$: Observable<RunEvent>) => Observable<RunEvent> {
  const { terminal } = call;
  if (call.json) return tap((event) => call.sayEvent(runEventJson(event)));
  if (call.quiet) return tap((event) => onlyFailures(event, call));
  if (isLive(terminal)) return drawn(call);
  return tap((event) => {
    for (const line of runLines(event, { paint: noColours, starts: true })) call.say(line);
  });
}

function onlyFailures(event: RunEvent, { terminal }: Call): void {
  if (event.name !== 'pipe_ended' || event.outcome.status !== 'failed') return;
  for (const line of runLines(event, { paint: noColours, starts: false }))
    terminal.stderr.write(`${line}\n`);
}

function drawn({ terminal }: Call): (events$: Observable<RunEvent>) => Observable<RunEvent> {
  return (events$) =>
    defer(() => {
      let run: RunRecord | undefined;
      const progress = new Map<string, PipeProgress>();
      const lines = (event: RunEvent) => {
        if (event.name === 'run_started') run = event.run;
        if (event.name === 'pipe_progress') progress.set(event.pipeId, event);
        return runLines(event, { paint: colours, starts: false });
      };
      const frame = (tick: number) => {
        if (!run || run.endedAt !== undefined) return [];
        const now = terminal.scheduler.now();
        return runFrame({
          run,
          progress,
          tick,
          now,
          stopping: run.cancelling !== undefined,
          paint: colours,
        });
      };
      return events$.pipe(live<RunEvent>(terminal, { lines, frame }));
    });
}
