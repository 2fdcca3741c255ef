import { failureOf } from '../../signals/failureOf.ts';
import type { Emit } from '../emit.ts';
import type { ListenerEvent, QueryEvent } from './queryEvent.ts';

export interface ListenerSignalsOptions {
  readonly emit: Emit;
  readonly isKnown: (queryId: string) => boolean;
}

/** Tells what a listener tells as signals; what was refused is told in its stream alone. */
export function listenerSignals(event: ListenerEvent, { emit, isKnown }: ListenerSignalsOptions): void {
  switch (event.kind) {
    case 'gap': {
      const { queryId, missed, source } = event;
      emit('streaming.listener_gap', () => ({ queryId, missed, source }));
      break;
    }
    case 'poll_failed':
      emit('streaming.watchdog_error', () => failureOf(event.error));
      break;
    case 'refused':
    case 'unknown_query':
      break;
    default:
      ofQuery(event, emit);
      if (event.kind === 'idle' && isKnown(event.queryId)) {
        const { queryId, batchId = -1 } = event;
        emit('streaming.query_idle', () => ({ queryId, batchId }));
      }
      break;
  }
}

function ofQuery(event: QueryEvent, emit: Emit): void {
  switch (event.kind) {
    case 'started':
      emit('streaming.spark_query_started', () => runOf(event));
      break;
    case 'progress': {
      const { queryId, runId, name, batchId, numInputRows } = event;
      // Told with every batch, and a literal costs a thousandth of objects that are spread into one.
      emit('streaming.spark_query_progress', () =>
        name === undefined
          ? { queryId, runId, batchId, numInputRows }
          : { queryId, runId, name, batchId, numInputRows },
      );
      break;
    }
    case 'idle': {
      const { batchId } = event;
      const batch = batchId === undefined ? {} : { batchId };
      emit('streaming.spark_query_idle', () => ({ ...runOf(event), ...batch }));
      break;
    }
    case 'terminated': {
      const { error } = event;
      const failure = error === undefined ? {} : { error };
      emit('streaming.spark_query_terminated', () => ({ ...runOf(event), ...failure }));
      break;
    }
  }
}

const runOf = ({ queryId, runId, name }: QueryEvent) => ({
  queryId,
  runId,
  ...(name === undefined ? {} : { name }),
});
