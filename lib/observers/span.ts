/** A piece of work: when it began and ended, how it came out, and inside of which other one it happened. */
export type Span = SpanOutcome & {
  /** `s` and the sequence of the signal that opened it. */
  readonly spanId: string;
  /** The span inside of which it was opened; that one may have ended before. */
  readonly parentSpanId?: string;
  /** Id of the operation of the outermost span. */
  readonly traceId: string;
  /** `datapipes.pipe`; of traced work, `component.operation`. */
  readonly name: string;
  readonly operationId: string;
  /** Milliseconds of the bus's scheduler, like `endTime`. */
  readonly startTime: number;
  /** Of an unfinished span, when the last signal was told. */
  readonly endTime: number;
  readonly durationMs: number;
  /** Payload of the signal that opened it, overlaid by that of the signal that ended it. */
  readonly attributes: Readonly<Record<string, unknown>>;
  /** The first signals that happened inside and neither opened nor ended a span. */
  readonly events?: readonly SpanEvent[];
  /** How many more such signals there were. */
  readonly droppedEvents?: number;
};

/** How a span came out; one is unfinished when nobody ever told of its end. */
export type SpanOutcome =
  | { readonly status: 'ok' }
  | { readonly status: 'failed'; readonly error?: string; readonly errorType?: string }
  | { readonly status: 'cancelled' }
  | { readonly status: 'unfinished' };

/** A signal that happened inside of a span. */
export interface SpanEvent {
  readonly name: string;
  readonly time: number;
  readonly sequence: number;
}
