import { concat, defer, filter, map, mergeAll, of } from 'rxjs';
import type { SignalObserver } from '../signals/signals.ts';
import type { Span } from './span.ts';
import { SpanTracking } from './spanTracking.ts';

export interface SpansOptions {
  /** How many spans may be open; beyond, the oldest is given up as unfinished. @default 10_000 */
  maxOpen?: number;
  /** How many signals inside of a span are listed with it; the others are counted. @default 100 */
  maxEvents?: number;
  /** How many signals are remembered as what later ones may be caused by. @default 10_000 */
  maxCauses?: number;
}

/**
 * Rebuilds from the signals what happened inside of what: one span for each piece of work.
 *
 * Which signals open and end a span is told by their names, see `spanRole`. A signal ends the span opened
 * last in its operation that it does not contradict in a field like `pipeId`; when there is none, the only
 * one of another operation that it names by such a field. One that ends nothing, like the skip of a pipe
 * that never began, counts as an event of the span around it.
 *
 * The parent of a span is the span in which its cause was told, or the innermost one still open in its own
 * operation, whichever is closer. Spans of one kind, and those whose ids differ, stand side by side.
 *
 * - emits each span when it ends
 * - completes when the source completes, after the spans still open were emitted as unfinished
 * - errors when the source errors
 * - on unsubscribe, forgets what is open
 */
export function spans({
  maxOpen = 10_000,
  maxEvents = 100,
  maxCauses = 10_000,
}: SpansOptions = {}): SignalObserver<Span> {
  return (all$) =>
    defer(() => {
      const tracking = new SpanTracking({ maxOpen, maxEvents, maxCauses });
      const ended$ = all$.pipe(
        map((event) => tracking.take(event)),
        filter((ended) => ended.length > 0),
      );
      return concat(
        ended$,
        defer(() => of(tracking.finish())),
      ).pipe(mergeAll());
    });
}
