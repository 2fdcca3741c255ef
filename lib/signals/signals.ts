import { asyncScheduler, map, noop, type Observable, type SchedulerLike, type Subscription } from 'rxjs';
import type { Codec } from '../codec/codec.ts';
import { Definitions } from './definitions.ts';
import { describe, type SignalDescription } from './describe.ts';
import { Emission } from './emission.ts';
import type { Emit } from './emit.ts';
import { emits } from './emits.ts';
import type { Emits, Emitter } from './emitter.ts';
import { failureOf } from './failureOf.ts';
import { GuardedSubscriber, type ObserverFault } from './guardedSubscriber.ts';
import { Handle } from './handle.ts';
import { type IdSource, sequentialIds } from './ids.ts';
import type {
  Aliases,
  EventsMatching,
  KnownName,
  KnownSignals,
  OpenName,
  Subscribable,
} from './knownSignals.ts';
import { checkKnown } from './names.ts';
import type { Operation, OperationOptions } from './operation.ts';
import { checkPattern } from './patterns.ts';
import { Ring } from './ring.ts';
import type { Signal } from './signal.ts';
import type { SignalEvent } from './signalEvent.ts';
import { SignalStream, type StreamGuard } from './signalStream.ts';

export interface SignalsOptions {
  /** Tells the time of events. @default asyncScheduler */
  scheduler?: SchedulerLike;
  /** Gives the ids of operations. @default sequentialIds() */
  ids?: IdSource;
  /** How many events `recent` remembers. @default 0 */
  memory?: number;
  /** Faults in a row after which an observer is taken off. @default 5 */
  maxFailures?: number;
  /** Longest chain of signals of which each is emitted by an observer of the one before. @default 1_000 */
  maxDepth?: number;
  /** Told of an observer's fault when nobody listens to `signals.observer_failed`. @default process.emitWarning */
  unheard?: (fault: ObserverFault, signal: string) => void;
}

export interface OfOptions {
  /** What to call the observer in reports. @default the name of its function, or else the pattern */
  as?: string;
}

/** Turns everything that happens into what somebody can make of it. */
export type SignalObserver<T = unknown> = (all$: Observable<SignalEvent>) => Observable<T>;

/**
 * The signals of one running system. Everybody who listens is told in the same order; nobody who
 * listens can hurt the one who emits, or anybody else who listens; and when nobody listens, emitting
 * costs next to nothing.
 */
export class Signals {
  readonly #emission: Emission;
  readonly #memory: Ring<SignalEvent> | undefined;
  readonly #maxFailures: number;
  readonly #maxDepth: number;
  readonly #unheard: (fault: ObserverFault, signal: string) => void;
  readonly #definitions = new Definitions();
  readonly #handles = new Map<string, Signal<unknown>>();
  readonly #emitters: Emits[] = [];

  constructor({
    scheduler = asyncScheduler,
    ids = sequentialIds(),
    memory = 0,
    maxFailures = 5,
    maxDepth = 1_000,
    unheard = warn,
  }: SignalsOptions = {}) {
    this.#memory = memory > 0 ? new Ring(memory) : undefined;
    this.#maxFailures = maxFailures;
    this.#maxDepth = maxDepth;
    this.#unheard = unheard;
    const emission = new Emission(this.#definitions, {
      scheduler,
      ids,
      maxDepth,
      memory: this.#memory,
      onFault: (error) =>
        this.#fault({ observer: 'a bare subscriber', error, failures: 1, removed: false }),
    });
    this.#emission = emission;
    this.emit = (name: string, payload: unknown) => emission.emit(name, payload, undefined);
    this.emitter(emits);
  }

  /** Tells everybody who listens that something happened. */
  readonly emit: Emit;

  /**
   * Events of a name, an alias, or a pattern in which `*` is any text.
   *
   * - emits each matching event that is emitted from now on, in the one order of the bus
   * - completes when the bus is closed
   * - never errors; an observer that throws is reported, and is taken off when it keeps throwing
   * - on unsubscribe, stops at once, even while being told
   */
  of<N extends KnownName | keyof Aliases>(name: N, options?: OfOptions): Observable<EventsMatching<N>>;
  of<P extends string>(pattern: Subscribable<P>, options?: OfOptions): Observable<EventsMatching<P>>;
  of(pattern: string, { as = `an observer of ${pattern}` }: OfOptions = {}): Observable<SignalEvent> {
    checkPattern(pattern);
    const { channels } = this.#emission;
    return new SignalStream<SignalEvent>(this.#guard(as), (subscriber) =>
      this.#emission.closed ? subscriber.complete() : channels.add(pattern, subscriber),
    );
  }

  /** Lets an observer listen to everything, isolated like any other; `name` is what reports call it. */
  observe(name: string, observer: SignalObserver): Subscription {
    const guarded = new GuardedSubscriber<unknown>(
      { next: noop, error: undefined, complete: noop },
      name,
      this.#guard(name),
    );
    observer(this.of('*', { as: name })).subscribe(guarded);
    return guarded;
  }

  /** A known signal as a Subject of its payloads: `next` emits, subscribing listens. */
  signal<N extends KnownName>(name: N): Signal<KnownSignals[N]>;
  signal<N extends string>(name: OpenName<N>): Signal<unknown>;
  signal(name: string): Signal<unknown> {
    checkKnown(name);
    const known = this.#handles.get(name);
    if (known) return known;
    const events$: Observable<SignalEvent> = this.of(name);
    const handle = new Handle<unknown>(name, {
      payloads$: events$.pipe(map(({ payload }) => payload)),
      emit: (payload) => this.#emission.emit(name, payload, undefined),
      observed: () => this.observed(name),
    });
    this.#handles.set(name, handle);
    return handle;
  }

  /** Defines a signal of your own: its payloads are checked from now on, and it is listed with its doc. */
  define<N extends string, P>(name: OpenName<N>, codec: Codec<P>, doc: string): Signal<P>;
  define<N extends KnownName>(name: N, codec: Codec<KnownSignals[N]>, doc: string): Signal<KnownSignals[N]>;
  define(name: string, codec: Codec<unknown>, doc: string): Signal<unknown> {
    this.#definitions.add(name, codec, doc);
    this.#emission.redefine(name);
    return this.signal(name as OpenName<string>);
  }

  /** What somebody may emit, said once; gives what emits just that. */
  emitter<const N extends KnownName>(emits: Emits<N>): Emitter<N> {
    emits.signals.forEach(checkKnown);
    this.#emitters.push(emits);
    return { emit: this.emit as Emitter<N>['emit'] };
  }

  /** A piece of work whose signals belong together. */
  operation(name: string, options?: OperationOptions): Operation {
    return this.#emission.open(name, options);
  }

  /** Whether an emission of the name would reach anybody. */
  observed(name: string): boolean {
    return this.#emission.channels.listeners(name).length > 0;
  }

  /** Whether no emission at all would reach anybody, or be remembered. */
  get deserted(): boolean {
    return this.#memory === undefined && this.#emission.channels.deserted;
  }

  /** Every signal that is known here: the catalogue, and what was defined. */
  list(): readonly (SignalDescription & { readonly observed: boolean })[] {
    return this.#definitions.all().map(([name, declaration]) => ({
      ...describe(name, declaration, this.#emitters),
      observed: this.observed(name),
    }));
  }

  /** Who emits what, as they said themselves. */
  emitters(): readonly Emits[] {
    return [...this.#emitters];
  }

  /** The last `n` events, oldest first. Wants a bus that was made with a `memory`. */
  recent(n: number = Number.POSITIVE_INFINITY): readonly SignalEvent[] {
    if (!this.#memory)
      throw new Error('expected a bus made with the option memory, got one that remembers nothing');
    return this.#memory.last(n);
  }

  /** Completes everyone, once they have been told of what was emitted before. Nothing is emitted after. */
  close(): void {
    this.#emission.close();
  }

  #guard(label: string): StreamGuard {
    return { label, maxFailures: this.#maxFailures, report: (fault) => this.#fault(fault) };
  }

  #fault(fault: ObserverFault): void {
    const { observer, error, failures, removed } = fault;
    const { current, depth } = this.#emission.delivery;
    const signal = current?.name ?? 'none';
    const tooDeep = depth > this.#maxDepth;
    if (tooDeep || !this.observed('signals.observer_failed')) this.#unheard(fault, signal);
    if (tooDeep) return;
    this.emit('signals.observer_failed', () => ({ signal, observer, ...failureOf(error), failures }));
    if (removed) this.emit('signals.observer_removed', () => ({ signal, observer, failures }));
  }
}

function warn({ observer, error, failures, removed }: ObserverFault, signal: string): void {
  const { error: message, errorType } = failureOf(error);
  const fate = removed ? 'taken off' : `${failures} in a row`;
  process.emitWarning(
    `${observer} threw when told of ${signal}: ${errorType}: ${message} (${fate})`,
    'RekindleWarning',
  );
}
