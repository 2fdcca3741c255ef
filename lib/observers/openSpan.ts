import type { SignalEvent } from '../signals/signalEvent.ts';
import type { Span, SpanEvent, SpanOutcome } from './span.ts';
import { type Fields, type Identity, identityOf } from './spanIdentity.ts';

/** Where a signal was told: in which operation, and inside of which span. */
export interface SpanPlace {
  readonly spanId: string;
  readonly traceId: string;
  readonly operationId: string;
}

/** A span that has not ended yet. */
export interface OpenSpan extends SpanPlace {
  /** Name by which signals end it; all traced work ends as `trace.span`. */
  readonly kind: string;
  readonly name: string;
  readonly parentSpanId: string | undefined;
  readonly sequence: number;
  readonly startTime: number;
  readonly fields: Fields;
  readonly identity: Identity;
  readonly events: SpanEvent[];
  droppedEvents: number;
}

/** The span that a signal opens. */
export function openSpan(
  { sequence, time, operationId }: SignalEvent,
  kind: string,
  fields: Fields,
  parent: SpanPlace | undefined,
): OpenSpan {
  return {
    spanId: spanIdOf(sequence),
    parentSpanId: parent?.spanId,
    traceId: parent?.traceId ?? operationId,
    kind,
    name: kind === 'trace.span' ? `${fields['component']}.${fields['operation']}` : kind,
    operationId,
    sequence,
    startTime: time,
    fields,
    identity: identityOf(fields),
    events: [],
    droppedEvents: 0,
  };
}

export const spanIdOf = (sequence: number) => `s${sequence}`;

/** What becomes of an open span; `fields` are those of the signal that ended it. */
export function endSpan(open: OpenSpan, outcome: SpanOutcome, endTime: number, fields: Fields = {}): Span {
  const { spanId, parentSpanId, traceId, name, operationId, startTime, events, droppedEvents } = open;
  return {
    spanId,
    ...(parentSpanId === undefined ? {} : { parentSpanId }),
    traceId,
    name,
    operationId,
    startTime,
    endTime,
    durationMs: endTime - startTime,
    ...outcome,
    attributes: { ...open.fields, ...fields },
    ...(events.length > 0 ? { events } : {}),
    ...(droppedEvents > 0 ? { droppedEvents } : {}),
  };
}
