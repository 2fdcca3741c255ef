import type { JournaledRun } from './journal.ts';

/**
 * Whether the last that is known of a pipe is what the history of the engine tells: it has written, and its run broke
 * off before anything else became of it. `runs` are those that are journaled, with what the history adds to them; each
 * resumed the one after it in the list.
 */
export function untoldEnds(
  runs: readonly JournaledRun[],
  journaled: readonly JournaledRun[],
): (pipeId: string) => boolean {
  return (pipeId) => {
    const last = runs.findIndex(({ pipes }) => pipes.has(pipeId));
    return last >= 0 && journaled[last]?.pipes.has(pipeId) === false;
  };
}
