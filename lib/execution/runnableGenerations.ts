import { concat, defer, from, map, type Observable, of } from 'rxjs';
import type { Pipe } from '../definitions/pipe.ts';
import type { Plan } from '../planning/plan.ts';
import { inGenerations } from './inGenerations.ts';
import { pipeRun } from './pipeRun.ts';
import type { PipeOutcome } from './pipeState.ts';
import { type RunHost, runHost } from './runHost.ts';
import type { RunOptions } from './runOptions.ts';
import { runSetup } from './runSetup.ts';

/** A pipe that is to be run by whoever has it. */
export interface RunnablePipe {
  readonly pipe: Pipe;
  /**
   * Runs the pipe, with its retries, deadlines and interceptors.
   *
   * - emits how it ended, once; also where it was skipped because a pipe before it failed
   * - completes after that
   * - errors never: a failure is an outcome
   * - on unsubscribe, the pipe is aborted and left
   */
  readonly outcome$: Observable<PipeOutcome>;
}

/**
 * The generations of a plan, each a stream of pipes to run: for who merges them in a way of their own, with
 * any operator between. `run` does that for everybody else, and tells of the run as a whole, which this
 * cannot, as it does not know when it is over. What is told of pipes is told all the same.
 *
 * - emits the generations in their order, without waiting for any of them
 * - completes after the last one
 * - errors never; what cannot be run is refused when it is called
 * - on unsubscribe, no further generation comes; pipes that run are whose they are
 */
export function runnableGenerations(
  plan: Plan,
  options: Omit<RunOptions, 'order' | 'concurrency' | 'pools' | 'autoCache' | 'journal' | 'cancel$'>,
): Observable<Observable<RunnablePipe>> {
  const setup = runSetup(plan, options);
  return defer(() => {
    const host = runHost(setup);
    return from(inGenerations(host.agenda)).pipe(
      map((members) => from(members).pipe(map((member) => runnable(member, host)))),
    );
  });
}

function runnable(member: number, host: RunHost): RunnablePipe {
  const pipe = host.agenda.pipes[member] as Pipe;
  const outcome$ = defer(() => of(host.board.stateOf(pipe.id) as PipeOutcome));
  return {
    pipe,
    outcome$: concat(
      defer(() => pipeRun(member, host)),
      outcome$,
    ),
  };
}
