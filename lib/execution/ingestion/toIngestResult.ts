import { type OperatorFunction, of } from 'rxjs';
import { settle } from '../../../operators/settle.ts';
import type { IngestEvent } from './ingestEvent.ts';
import { IngestionFailedError, type IngestResult } from './ingestResult.ts';

/**
 * Makes one value of an ingestion, whichever way it ended.
 *
 * - emits the result once, when it is over
 * - completes after that
 * - errors when the source errors with anything but an `IngestionFailedError`, or ends without the end of one
 * - on unsubscribe, the source is unsubscribed
 */
export function toIngestResult(): OperatorFunction<IngestEvent, IngestResult> {
  return settle<IngestEvent, IngestResult>({
    completed: (last) => {
      if (last?.name === 'ingestion_completed') return of(last.result);
      const got = last?.name ?? 'none';
      throw new TypeError(`expected the events of an ingestion up to its end, got ${got} as the last`);
    },
    failed: (error) => {
      if (error instanceof IngestionFailedError) return of(error.result);
      throw error;
    },
  });
}
