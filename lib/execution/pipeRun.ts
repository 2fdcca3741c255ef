import { concat, defer, EMPTY, type Observable } from 'rxjs';
import type { Pipe } from '../definitions/pipe.ts';
import { attempts } from './attempts.ts';
import { checking, isToBeChecked } from './checks/checking.ts';
import { afterEnd, afterFailure, cancelledCall, withoutRunning } from './outcomes.ts';
import type { PipeOutcome } from './pipeState.ts';
import type { RunHost } from './runHost.ts';
import { RunningCall } from './runningCall.ts';

/** Runs one pipe to its end, whatever that is. It emits nothing and never errors: the board is told. */
export function pipeRun(member: number, host: RunHost): Observable<never> {
  const { board, agenda } = host;
  const pipe = agenda.pipes[member] as Pipe;
  board.turn(member);
  const known = withoutRunning(member, pipe, host);
  if (known && !wasLeftUnchecked(known, pipe, host)) return ended(member, known, host);
  const call = new RunningCall(pipe, board.start(member), host);
  // Whoever was told of the start may have cancelled the run.
  if (board.cancelling !== undefined) return ended(member, cancelledCall(call, host), host);
  const end = (outcome: PipeOutcome) => ended(member, outcome, host, call);
  if (known) return checking(member, known, call, host, end);
  const checked = (outcome: PipeOutcome) =>
    isToBeChecked(outcome, call, host) ? checking(member, outcome, call, host, end) : end(outcome);
  return attempts(call, member, host, {
    completed: (last) => checked(afterEnd(last, call, host)),
    failed: (error) => checked(afterFailure(error, call, host)),
  });
}

/** Whether it need not run, but the process that wrote may have ended before it could check. */
const wasLeftUnchecked = (known: PipeOutcome, { id, output }: Pipe, { unchecked }: RunHost): boolean =>
  known.status === 'skipped' &&
  known.reason === 'unchanged' &&
  (output?.checks?.length ?? 0) > 0 &&
  unchecked(id);

/** Tells the board, and keeps the outcome where there is a journal, before who waits for it may start. */
function ended(member: number, outcome: PipeOutcome, host: RunHost, call?: RunningCall): Observable<never> {
  call?.close();
  host.shared?.release(member);
  if (!host.journaling) {
    host.board.end(member, outcome);
    return EMPTY;
  }
  const kept$ = host.journaling.ended(outcome);
  return concat(
    kept$,
    defer(() => {
      host.board.end(member, outcome);
      // It took time to be kept, and who waits for it starts only now.
      host.board.advance();
      return EMPTY;
    }),
  );
}
