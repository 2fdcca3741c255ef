import { type OperatorFunction, pipe, tap } from 'rxjs';
import { emits } from '../emits.ts';
import type { Queries } from '../queries/queries.ts';
import { isOver } from '../queries/queryState.ts';
import type { EngineEvent } from './engineEvent.ts';
import { engineFailure } from './engineFailure.ts';
import { type ListenerOptions, listener } from './listener.ts';
import type { ListenerEvent, QueryEvent } from './queryEvent.ts';

/** How an engine is listened to; what is told goes to the bus of the queries. */
export type ListenForOptions = Omit<ListenerOptions, 'emit' | 'isKnown'>;

/**
 * Listens to what an engine says of queries, as `listener` does, and lets them know when it calls one over that
 * they think runs: that run has failed. An engine knows a query by the `engineQueryId` that its builder gave, or by
 * its own id.
 *
 * - emits what happened, what was refused and why, and what the events did not tell
 * - completes when the source completes and everything that waited is handled
 * - errors when the source errors, once everything that waited is handled
 * - on unsubscribe, source and polls are unsubscribed and what waits is discarded
 */
export function listenFor(
  queries: Queries,
  options: ListenForOptions = {},
): OperatorFunction<EngineEvent, ListenerEvent> {
  const { emit } = queries.signals.emitter(emits);
  const isKnown = (engineId: string) => queries.has(engineId) || idOf(queries, engineId) !== undefined;
  return pipe(
    listener({ ...options, emit, isKnown }),
    tap((event) => {
      if (event.kind === 'terminated') terminate(queries, event);
    }),
  );
}

function terminate(queries: Queries, event: Extract<QueryEvent, { kind: 'terminated' }>): void {
  const { queryId, runId } = event;
  const error = engineFailure(event);
  for (const engineQueryId of [runId, queryId]) {
    const id = idOf(queries, engineQueryId);
    if (id === undefined) continue;
    queries.terminated(id, { engineQueryId, error });
    return;
  }
  if (!queries.has(queryId)) return;
  // Without an id of the run, the engine means the one that runs.
  queries.terminated(queryId, { error, ...(runId === queryId ? {} : { engineQueryId: runId }) });
}

/** Ends and first news are rare, so that looking through all costs less than keeping a list of ids. */
const idOf = (queries: Queries, engineId: string): string | undefined =>
  queries
    .list()
    .find((status) => !isOver(status) && 'engineQueryId' in status && status.engineQueryId === engineId)
    ?.queryId;
