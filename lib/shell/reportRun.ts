import { catchError, defer, EMPTY, type Observable, reduce, tap, throwError } from 'rxjs';
import type { PipeProgress } from '../execution/runEvent.ts';
import { RunFailedError } from '../execution/runFailedError.ts';
import type { RunRecord, RunResult } from '../execution/runRecord.ts';
import type { StageEvent } from '../execution/stages/stageEvent.ts';
import type { StagesResult } from '../execution/stages/stageOutcome.ts';
import { StagesFailedError } from '../execution/stages/stagesFailedError.ts';
import type { Call } from './call.ts';
import { exitCodes } from './exitCodes.ts';
import { interruptCode } from './interruptCode.ts';
import { isLive } from './isLive.ts';
import { live } from './live.ts';
import { colours, noColours } from './paint.ts';
import { runEventJson } from './runEventJson.ts';
import { runFrame } from './runFrame.ts';
import { type RunLinesOptions, runLines } from './runLines.ts';
import { stageEventJson } from './stageEventJson.ts';
import { stageLines } from './stageLines.ts';

/**
 * Tells a run, or runs of stages, to whoever called: live on a terminal, line by line elsewhere, or as JSON.
 *
 * - emits the exit code when the run is over, however it ended
 * - completes after that
 * - errors when the run errors with anything but a `RunFailedError` or a `StagesFailedError`
 * - on unsubscribe, cancels the run and leaves the terminal as it was
 */
export function reportRun(events$: Observable<StageEvent>, call: Call): Observable<number> {
  return events$.pipe(
    // What failed is told by the last event.
    catchError((error) => (isTold(error) ? EMPTY : throwError(() => error))),
    told(call),
    reduce<StageEvent, number>(
      (code, event) => ('result' in event ? codeOf(event.result) : code),
      exitCodes.internal,
    ),
  );
}

const isTold = (error: unknown) => error instanceof RunFailedError || error instanceof StagesFailedError;

/** The reason for which a run is cancelled, from which its exit code is known later. */
export const cancelReason = (interrupt: string): string => `${interrupt} was received`;

function codeOf(result: RunResult | StagesResult): number {
  if (result.status === 'succeeded') return exitCodes.ok;
  if (result.status === 'failed') return exitCodes.failed;
  const why = 'stages' in result ? result.stages.map(whyStopped) : [result.cancelling];
  return interruptCode(why.includes(cancelReason('SIGTERM')) ? 'SIGTERM' : 'SIGINT');
}

/** Why a stage was cancelled, or not begun. */
function whyStopped(outcome: StagesResult['stages'][number]): string | undefined {
  if (outcome.status === 'left') return outcome.reason;
  return outcome.status === 'cancelled' ? outcome.result?.cancelling : undefined;
}

type Tell = (events$: Observable<StageEvent>) => Observable<StageEvent>;

function told(call: Call): Tell {
  const { terminal } = call;
  if (call.json)
    return tap((event) =>
      call.sayEvent('executionId' in event ? stageEventJson(event) : runEventJson(event)),
    );
  if (call.quiet) return tap((event) => onlyFailures(event, call));
  if (isLive(terminal)) return drawn(call);
  return tap((event) => {
    for (const line of linesOf(event, { paint: noColours, starts: true })) call.say(line);
  });
}

const linesOf = (event: StageEvent, options: RunLinesOptions): readonly string[] =>
  'executionId' in event ? stageLines(event, options) : runLines(event, options);

function onlyFailures(event: StageEvent, { terminal }: Call): void {
  if (event.name !== 'pipe_ended' || event.outcome.status !== 'failed') return;
  for (const line of runLines(event, { paint: noColours, starts: false }))
    terminal.stderr.write(`${line}\n`);
}

function drawn({ terminal }: Call): Tell {
  return (events$) =>
    defer(() => {
      let run: RunRecord | undefined;
      const progress = new Map<string, PipeProgress>();
      const lines = (event: StageEvent) => {
        if (event.name === 'run_started') run = event.run;
        if (event.name === 'pipe_progress') progress.set(event.pipeId, event);
        return linesOf(event, { paint: colours, starts: false });
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
      return events$.pipe(live<StageEvent>(terminal, { lines, frame }));
    });
}
