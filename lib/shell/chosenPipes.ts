import type { Observable } from 'rxjs';
import { concatMap } from 'rxjs';
import type { Runtime } from '../host/runtime.ts';
import { select } from '../planning/select.ts';
import type { StateOf } from '../planning/selection.ts';
import { askedStates } from './askedStates.ts';

/** Pipes that a command was called for. */
export interface ChosenPipes {
  /** As text; nothing where all were meant. */
  readonly selection: string | undefined;
  readonly pipeIds: readonly string[];
  readonly stateOf: StateOf;
}

/**
 * The pipes that the words of a command select, put together as one list; all of them, or all of a kind, where
 * there are no words. One emission; errors with what the selection or the journal errors with.
 */
export function chosenPipes<T>(
  { project, journal }: Runtime,
  words: readonly string[],
  use: (chosen: ChosenPipes) => Observable<T>,
): Observable<T> {
  return askedStates(journal, words).pipe(
    concatMap((stateOf) => {
      const wiring = project.definitions.wiring();
      const selection = words.length === 0 ? undefined : words.join(' ');
      const pipeIds =
        selection === undefined
          ? wiring.pipes.map(({ id }) => id)
          : select(wiring, selection, stateOf).pipeIds;
      return use({ selection, pipeIds, stateOf });
    }),
  );
}
