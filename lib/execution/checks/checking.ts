import { type Observable, takeUntil } from 'rxjs';
import { settle } from '../../../operators/settle.ts';
import { checkEntity } from '../../data/checks/checkEntity.ts';
import { CheckFailedError } from '../../data/checks/checkFailedError.ts';
import type { CheckResult } from '../../data/checks/checkResult.ts';
import { afterFailure } from '../outcomes.ts';
import type { PipeOutcome } from '../pipeState.ts';
import type { RunHost } from '../runHost.ts';
import type { RunningCall } from '../runningCall.ts';

/** Whether there is something to be checked now that a pipe has ended so. */
export const isToBeChecked = (outcome: PipeOutcome, { pipe }: RunningCall, { board }: RunHost): boolean =>
  outcome.status === 'succeeded' &&
  (pipe.output?.checks?.length ?? 0) > 0 &&
  board.cancelling === undefined;

/** Checks what a member wrote, and goes on with how it ended by that; where the run is cancelled, with how it did before. */
export function checking(
  member: number,
  outcome: PipeOutcome,
  call: RunningCall,
  host: RunHost,
  end: (outcome: PipeOutcome) => Observable<never>,
): Observable<never> {
  const { output } = call.pipe;
  if (!output) return end(outcome);
  return checkEntity(output, host.engine).pipe(
    takeUntil(host.abort$),
    settle<readonly CheckResult[], never>({
      completed: (results) => {
        if (!results) return end(outcome);
        tellChecked(member, output.id, results, host);
        const failed = results.filter(({ status, severity }) => status !== 'passed' && severity === 'fail');
        return end(
          failed.length === 0 ? outcome : afterFailure(new CheckFailedError(output.id, failed), call, host),
        );
      },
    }),
  );
}

function tellChecked(
  member: number,
  entityId: string,
  checks: readonly CheckResult[],
  { agenda, board, runId, scheduler, tell }: RunHost,
): void {
  board.blocks.note(member, checks);
  board.advance();
  const pipeId = agenda.pipes[member]?.id ?? '';
  tell({ name: 'entity_checked', runId, at: scheduler.now(), pipeId, entityId, checks });
}
