import type { QueryProgress } from '../queries/queryProgress.ts';
import type { EngineEvent } from './engineEvent.ts';

interface OfRun {
  readonly queryId: string;
  /** The id of the query where the engine has none for its runs. */
  readonly runId: string;
  readonly name?: string;
}

/** A batch of a query, its rates left out where the engine does not know them. */
export interface QueryProgressed extends OfRun, QueryProgress {
  readonly kind: 'progress';
}

/** What happened to a query, checked, in order, and once. */
export type QueryEvent =
  | (OfRun & { readonly kind: 'started' })
  | QueryProgressed
  | (OfRun & { readonly kind: 'idle'; readonly batchId?: number })
  | (OfRun & { readonly kind: 'terminated'; readonly error?: string; readonly errorType?: string });

/** Why an event was not passed on. */
export type RefusalReason =
  /** It is not one: no text for an id, or no number for a batch. */
  | 'malformed'
  /** A start, an end or a batch that was told already. */
  | 'duplicate'
  /** A batch that is older than the last one told. */
  | 'out_of_order'
  /** Its run has ended. */
  | 'after_end';

/** What a listener tells. */
export type ListenerEvent =
  | QueryEvent
  /** As the engine says when it is asked, so much of a run was not heard: batches, a start, an end. */
  | { readonly kind: 'gap'; readonly queryId: string; readonly missed: number; readonly source: 'poll' }
  | { readonly kind: 'refused'; readonly reason: RefusalReason; readonly event: EngineEvent }
  | { readonly kind: 'unknown_query'; readonly queryId: string }
  | { readonly kind: 'poll_failed'; readonly error: unknown };
