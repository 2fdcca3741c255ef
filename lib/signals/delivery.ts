import type { Sinks } from './channels.ts';
import type { SignalEvent } from './signalEvent.ts';

/** Signals cause each other without end: an observer emits what, in the end, makes it emit again. */
export class SignalLoopError extends Error {
  override readonly name = 'SignalLoopError';

  constructor(
    readonly signal: string,
    readonly depth: number,
    /** The last signals of the chain. */
    readonly chain: readonly string[],
  ) {
    super(
      `expected signals to come to an end, got a chain of ${depth} in which each was emitted by an observer of the one before: … -> ${[...chain, signal].join(' -> ')}`,
    );
  }
}

/** An event, and how long the chain of signals is that led to it. */
interface Telling {
  readonly event: SignalEvent;
  readonly sinks: Sinks;
  readonly cause: Telling | undefined;
  readonly depth: number;
}

/**
 * Tells one event after another. What is emitted while an event is being told waits until everybody
 * has been told of it, so that all observers see the same order.
 */
export class Delivery {
  readonly #waiting: Telling[] = [];
  #current: SignalEvent | undefined;
  #telling: Telling | undefined;
  #afterwards: (() => void) | undefined;

  constructor(private readonly onFault: (error: unknown) => void) {}

  /** The event that is being told just now. */
  get current(): SignalEvent | undefined {
    return this.#current;
  }

  /** Length of the chain of causes that led to the event being told; 0 when none is. */
  get depth(): number {
    return this.#telling?.depth ?? (this.#current ? 1 : 0);
  }

  /** The last signals of that chain. */
  get chain(): readonly string[] {
    const names: string[] = [];
    for (let at = this.#telling; at && names.length < 4; at = at.cause) names.unshift(at.event.name);
    return names;
  }

  tell(event: SignalEvent, sinks: Sinks): void {
    if (this.#current) {
      const cause = this.#telling;
      this.#waiting.push({ event, sinks, cause, depth: this.depth + 1 });
      return;
    }
    this.#deliver(event, sinks);
    if (this.#waiting.length > 0) this.#drain();
    if (this.#afterwards) this.#finish(this.#afterwards);
  }

  /** Calls a function once everything that was emitted so far has been told. */
  afterwards(last: () => void): void {
    if (this.#current) this.#afterwards = last;
    else last();
  }

  #drain(): void {
    for (let i = 0; i < this.#waiting.length; i++) {
      this.#telling = this.#waiting[i] as Telling;
      this.#deliver(this.#telling.event, this.#telling.sinks);
    }
    this.#telling = undefined;
    this.#waiting.length = 0;
  }

  #finish(last: () => void): void {
    this.#afterwards = undefined;
    last();
  }

  /** Sinks guard themselves; one that throws all the same must not keep the others from being told. */
  #deliver(event: SignalEvent, sinks: Sinks): void {
    this.#current = event;
    let i = 0;
    while (i < sinks.length) {
      try {
        while (i < sinks.length) sinks[i++]?.next(event);
      } catch (error) {
        this.onFault(error);
      }
    }
    this.#current = undefined;
  }
}
