import { type EngineEvent, listener, type QueryProgress } from 'rekindle';
import { Subject } from 'rxjs';
import { type Row, sink } from './compare.ts';

const QUERIES = 1_000;

export const listening: readonly Row[] = [
  {
    bench: 'listener-intake',
    ours: 'progress of 1,000 queries into a listener, handling included',
    rival: 'Subject.next, one observer',
    goal: 3,
    batch: 1_000_000,
    rounds: 12,
    contest: () => {
      const heard = new Subject<EngineEvent>();
      const plain = new Subject<EngineEvent>();
      let last = 0;
      heard.pipe(listener()).subscribe((event) => {
        if (event.kind === 'progress') last = event.batchId;
      });
      plain.subscribe((event) => {
        sink.seen += (event as QueryProgress).numInputRows;
      });
      let batchId = 0;
      let made: readonly EngineEvent[] = [];
      return {
        // As many as there are queries, as to read a million of them from memory would slow both alike.
        reset: () => {
          batchId += 1;
          made = eventsOf(batchId);
        },
        ours: async (n) => {
          for (let i = 0; i < n; i++) heard.next(made[i % QUERIES] as EngineEvent);
          while (last < batchId) await new Promise(setImmediate);
        },
        rival: (n) => {
          for (let i = 0; i < n; i++) plain.next(made[i % QUERIES] as EngineEvent);
        },
      };
    },
  },
];

function eventsOf(batchId: number): EngineEvent[] {
  return Array.from({ length: QUERIES }, (_, i) => ({
    kind: 'progress',
    queryId: `query-${i}`,
    runId: `run-${i}`,
    batchId,
    numInputRows: 10,
    inputRowsPerSecond: 100,
    processedRowsPerSecond: 200,
  }));
}
