import { concatMap, type Observable } from 'rxjs';
import type { Runtime } from '../host/runtime.ts';
import { streamWiring } from '../host/streamWiring.ts';
import { select } from '../planning/select.ts';
import type { StateOf } from '../planning/selection.ts';
import { askedStates } from './askedStates.ts';
import { UsageError } from './usageError.ts';

/**
 * The queries that the words of a command select, registered: those that the project exports, and one for each pipe
 * that runs as a stream. All of them where there are no words. Errors with what the selection errors with, and where
 * nothing is left of it.
 */
export function chosenStreams<T>(
  runtime: Runtime,
  words: readonly string[],
  use: (queryIds: readonly string[]) => Observable<T>,
): Observable<T> {
  return askedStates(runtime.journal, words).pipe(
    concatMap((stateOf) => use(registered(runtime, words, stateOf))),
  );
}

function registered(runtime: Runtime, words: readonly string[], stateOf: StateOf): readonly string[] {
  const { queries, streams, project } = runtime;
  const { definitions } = project;
  const exported = queries.list().map(({ queryId }) => queryId);
  const modeOf = (id: string) => (exported.includes(id) ? 'stream' : definitions.pipe(id).mode);
  const wiring = streamWiring(definitions, exported);
  const meant =
    words.length === 0
      ? wiring.pipes.map(({ id }) => id)
      : select(wiring, words.join(' '), stateOf).pipeIds;
  // What may run in either way does so as a stream only where somebody asks for it.
  const chosen = meant.filter(
    (id) => modeOf(id) === 'stream' || (words.length > 0 && modeOf(id) === 'both'),
  );
  if (chosen.length === 0) throw new UsageError(nothingToRun(words));
  streams.register(chosen);
  return chosen;
}

const nothingToRun = (words: readonly string[]): string =>
  words.length === 0
    ? 'expected queries or pipes that run as streams, and there are none in this project'
    : `expected queries or pipes that run as streams, got "${words.join(' ')}", which selects none`;
