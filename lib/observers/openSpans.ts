import type { OpenSpan } from './openSpan.ts';
import { agrees, canContain, type Fields, shares } from './spanIdentity.ts';

/** The spans that are open, to be found by what a signal tells of them. */
export class OpenSpans {
  readonly #byId = new Map<string, OpenSpan>();
  readonly #byOperation = new Map<string, OpenSpan[]>();
  readonly #byKind = new Map<string, Set<OpenSpan>>();

  get size(): number {
    return this.#byId.size;
  }

  get(spanId: string): OpenSpan | undefined {
    return this.#byId.get(spanId);
  }

  /** All of them, the oldest first. */
  values(): Iterable<OpenSpan> {
    return this.#byId.values();
  }

  ofKind(kind: string): Iterable<OpenSpan> {
    return this.#byKind.get(kind) ?? [];
  }

  add(span: OpenSpan): void {
    const { spanId, operationId, kind } = span;
    this.#byId.set(spanId, span);
    const inOperation = this.#byOperation.get(operationId);
    if (inOperation) inOperation.push(span);
    else this.#byOperation.set(operationId, [span]);
    const ofKind = this.#byKind.get(kind);
    if (ofKind) ofKind.add(span);
    else this.#byKind.set(kind, new Set([span]));
  }

  delete(span: OpenSpan): void {
    const { spanId, operationId, kind } = span;
    this.#byId.delete(spanId);
    const inOperation = this.#byOperation.get(operationId) ?? [];
    inOperation.splice(inOperation.lastIndexOf(span), 1);
    if (inOperation.length === 0) this.#byOperation.delete(operationId);
    const ofKind = this.#byKind.get(kind);
    ofKind?.delete(span);
    if (ofKind?.size === 0) this.#byKind.delete(kind);
  }

  /**
   * The span that a signal with these fields ends: the one opened last of those in its operation that it
   * does not contradict, or else the only one in any operation that it names by a field.
   */
  endedBy(kind: string, operationId: string, fields: Fields): OpenSpan | undefined {
    const inside = this.#byOperation
      .get(operationId)
      ?.findLast((span) => span.kind === kind && agrees(span.identity, fields));
    if (inside) return inside;
    const named = [...this.ofKind(kind)].filter(
      ({ identity }) => agrees(identity, fields) && shares(identity, fields),
    );
    return named.length === 1 ? named[0] : undefined;
  }

  /** The span opened last in an operation inside of which a signal can have happened. */
  innermost(operationId: string, fields: Fields, kind?: string): OpenSpan | undefined {
    return this.#byOperation
      .get(operationId)
      ?.findLast((span) => span.kind !== kind && canContain(span.identity, fields));
  }

  /** Whether a span is another one, or happened inside of it. */
  isWithin(span: OpenSpan, spanId: string): boolean {
    for (let at: OpenSpan | undefined = span; at; at = this.#byId.get(at.parentSpanId ?? '')) {
      if (at.spanId === spanId || at.parentSpanId === spanId) return true;
    }
    return false;
  }
}
