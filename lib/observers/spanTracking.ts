import type { SignalEvent } from '../signals/signalEvent.ts';
import { endSpan, type OpenSpan, openSpan, type SpanPlace, spanIdOf } from './openSpan.ts';
import { OpenSpans } from './openSpans.ts';
import type { Span, SpanOutcome } from './span.ts';
import { type Fields, fieldsOf } from './spanIdentity.ts';
import { type SpanRole, spanRole } from './spanRole.ts';

export interface SpanLimits {
  readonly maxOpen: number;
  readonly maxEvents: number;
  readonly maxCauses: number;
}

/** Which spans are open, and where the signals that may cause others were told. */
export class SpanTracking {
  readonly #open = new OpenSpans();
  readonly #places = new Map<number, SpanPlace>();
  readonly #roles = new Map<string, SpanRole | undefined>();
  #time = 0;

  constructor(private readonly limits: SpanLimits) {}

  /** Takes in the next signal, and gives the spans that it ends. */
  take(event: SignalEvent): readonly Span[] {
    this.#time = event.time;
    const fields = fieldsOf(event.payload);
    const role = this.#roleOf(event.name);
    if (role?.role === 'opens') return this.#begin(event, role.span, fields);
    const ended = role && this.#open.endedBy(role.span, event.operationId, fields);
    if (ended) return [this.#end(ended, event, outcomeOf(role, fields), fields)];
    this.#note(event, fields);
    return NONE;
  }

  /** Gives up what is still open, the innermost first. */
  finish(): readonly Span[] {
    return [...this.#open.values()].reverse().map((span) => this.#giveUp(span));
  }

  #begin(event: SignalEvent, kind: string, fields: Fields): readonly Span[] {
    const span = openSpan(
      event,
      kind,
      fields,
      this.#tracedParent(kind, fields) ?? this.#around(event, fields, kind),
    );
    this.#open.add(span);
    this.#remember(event, span);
    if (this.#open.size <= this.limits.maxOpen) return NONE;
    const [oldest = span] = this.#open.values();
    return [this.#giveUp(oldest)];
  }

  #end(span: OpenSpan, event: SignalEvent, outcome: SpanOutcome, fields: Fields): Span {
    this.#open.delete(span);
    // What the end of a span leads to happens beside it, not inside of it.
    if (span.parentSpanId !== undefined) this.#remember(event, { ...span, spanId: span.parentSpanId });
    return endSpan(span, outcome, event.time, fields);
  }

  #giveUp(span: OpenSpan): Span {
    this.#open.delete(span);
    return endSpan(span, { status: 'unfinished' }, this.#time);
  }

  #note(event: SignalEvent, fields: Fields): void {
    const place = this.#around(event, fields);
    if (!place) return;
    this.#remember(event, place);
    const span = this.#open.get(place.spanId);
    if (!span) return;
    const { name, time, sequence } = event;
    if (span.events.length < this.limits.maxEvents) span.events.push({ name, time, sequence });
    else span.droppedEvents++;
  }

  /** Where a signal happened: in the operation's innermost span, unless its cause says something closer. */
  #around(event: SignalEvent, fields: Fields, kind?: string): SpanPlace | undefined {
    const { operationId, causedBy } = event;
    const inside = this.#open.innermost(operationId, fields, kind);
    const cause = causedBy === undefined ? undefined : this.#placeOf(causedBy);
    if (!inside || !cause || causedBy === undefined) return inside ?? cause;
    if (this.#open.isWithin(inside, cause.spanId)) return inside;
    // Signals of an operation share the cause that the operation has, which is older than any of them;
    // one that is not is what an observer was told of when it emitted, and so is closer.
    return cause.operationId === operationId || causedBy > inside.sequence ? cause : inside;
  }

  /** Traced work knows its parent by the id that it gave it. */
  #tracedParent(kind: string, fields: Fields): OpenSpan | undefined {
    const parent = fields['parentSpanId'];
    if (kind !== 'trace.span' || parent === undefined) return undefined;
    return [...this.#open.ofKind(kind)].findLast((span) => span.fields['spanId'] === parent);
  }

  #placeOf(sequence: number): SpanPlace | undefined {
    return this.#places.get(sequence) ?? this.#open.get(spanIdOf(sequence));
  }

  #remember({ sequence, operationId }: SignalEvent, { spanId, traceId }: SpanPlace): void {
    this.#places.set(sequence, { spanId, traceId, operationId });
    if (this.#places.size <= this.limits.maxCauses) return;
    const [oldest = sequence] = this.#places.keys();
    this.#places.delete(oldest);
  }

  #roleOf(name: string): SpanRole | undefined {
    if (!this.#roles.has(name)) this.#roles.set(name, spanRole(name));
    return this.#roles.get(name);
  }
}

const NONE: readonly Span[] = [];

function outcomeOf({ role }: SpanRole, { success, error, errorType }: Fields): SpanOutcome {
  if (role === 'cancels') return { status: 'cancelled' };
  if (role === 'ends' && success !== false) return { status: 'ok' };
  return {
    status: 'failed',
    ...(typeof error === 'string' ? { error } : {}),
    ...(typeof errorType === 'string' ? { errorType } : {}),
  };
}
