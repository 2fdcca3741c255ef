import * as E from 'fp-ts/lib/Either.js';
import { asyncScheduler, map, type Observable, type SchedulerLike, type Subscription } from 'rxjs';
import { check } from '../codec/check.ts';
import type { Codec } from '../codec/codec.ts';
import { compileGuard } from '../codec/compileGuard.ts';
import { RefusalError } from '../codec/refusal.ts';
import { type Channel, Channels } from './channels.ts';
import { Definitions } from './definitions.ts';
import { Delivery, SignalLoopError } from './delivery.ts';
import { describe, type SignalDescription } from './describe.ts';
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
import { checkKnown, checkPattern } from './names.ts';
import { type Host, type Operation, type OperationOptions, Scope } from './operation.ts';
import { Ring } from './ring.ts';
import type { Signal } from './signal.ts';
import { SignalEvent } from './signalEvent.ts';
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
  readonly #scheduler: SchedulerLike;
  readonly #ids: IdSource;
  readonly #memory: Ring<SignalEvent> | undefined;
  readonly #maxFailures: number;
  readonly #unheard: (fault: ObserverFault, signal: string) => void;
  readonly #maxDepth: number;
  readonly #delivery = new Delivery((error) => this.#bareFault(error));
  readonly #channels = new Channels();
  readonly #definitions = new Definitions();
  readonly #handles = new Map<string, Signal<unknown>>();
  readonly #emitters: Emits[] = [];
  readonly #root: string;
  #scope: Scope | undefined;
  #sequence = 0;
  #closed = false;

  constructor({
    scheduler = asyncScheduler,
    ids = sequentialIds(),
    memory = 0,
    maxFailures = 5,
    maxDepth = 1_000,
    unheard = warn,
  }: SignalsOptions = {}) {
    this.#scheduler = scheduler;
    this.#ids = ids;
    this.#memory = memory > 0 ? new Ring(memory) : undefined;
    this.#maxFailures = maxFailures;
    this.#unheard = unheard;
    this.#maxDepth = maxDepth;
    this.#root = ids('system');
    this.emitter(emits);
  }

  /** Tells everybody who listens that something happened. */
  readonly emit: Emit = (name: string, payload: unknown) => this.#emit(name, payload, undefined);

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
    return new SignalStream<SignalEvent>(this.#guard(as), (subscriber) =>
      this.#closed ? subscriber.complete() : this.#channels.add(pattern, subscriber),
    );
  }

  /** Lets an observer listen to everything, isolated like any other; `name` is what reports call it. */
  observe(name: string, observer: SignalObserver): Subscription {
    const guarded = new GuardedSubscriber<unknown>({}, name, this.#guard(name));
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
    const payloads$ = this.#events(name).pipe(map(({ payload }) => payload));
    const handle = new Handle<unknown>(name, {
      payloads$,
      emit: (payload) => this.#emit(name, payload, undefined),
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
    const channel = this.#channels.get(name);
    if (channel) channel.accepts = this.#accepts(channel);
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
    return this.#open(name, options, this.#scope);
  }

  /** Whether an emission of the name would reach anybody. */
  observed(name: string): boolean {
    return this.#channels.listeners(name).length > 0;
  }

  /** Every signal that is known here: the catalogue, and what was defined. */
  list(): readonly (SignalDescription & { readonly observed: boolean })[] {
    return this.#definitions.all().map(([name, declaration]) => {
      const emittedBy = this.#emitters.filter(({ signals }) =>
        (signals as readonly string[]).includes(name),
      );
      const described = describe(
        name,
        declaration,
        emittedBy.map(({ emitter }) => emitter),
      );
      return { ...described, observed: this.observed(name) };
    });
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
    if (this.#closed) return;
    this.#closed = true;
    const everybody = this.#channels.clear();
    this.#delivery.afterwards(() => {
      for (const sink of everybody) sink.complete();
    });
  }

  #emit(name: string, payload: unknown, scope: Scope | undefined): void {
    const channel = this.#channels.get(name) ?? this.#channel(name);
    const sinks = channel.sinks ?? this.#channels.resolve(channel);
    const lazy = typeof payload === 'function';
    if (sinks.length === 0 && (this.#memory === undefined || this.#closed)) {
      // Checked all the same, so that a wrong payload does not depend on who listens.
      if (!lazy) this.#check(channel, payload);
      return;
    }
    const value: unknown = lazy ? payload() : payload;
    this.#check(channel, value);
    const cause = this.#delivery.current;
    if (cause) this.#admit(name);
    const within = scope ?? this.#scope;
    const event = new SignalEvent(
      name,
      value,
      ++this.#sequence,
      this.#scheduler.now(),
      within?.operationId ?? cause?.operationId ?? this.#root,
      cause?.sequence ?? within?.causedBy,
    );
    if (within) within.last = event.sequence;
    this.#memory?.push(event);
    // What observers emit belongs to the event they are told of, not to the operation that runs just now.
    const running = this.#scope;
    this.#scope = undefined;
    this.#delivery.tell(event, sinks);
    this.#scope = running;
  }

  #events(name: string): Observable<SignalEvent> {
    return this.of(name);
  }

  #channel(name: string): Channel {
    checkKnown(name);
    const channel = this.#channels.open(name);
    channel.accepts = this.#accepts(channel);
    return channel;
  }

  /** Guards are compiled when they are first needed; a system uses a few of the many signals there are. */
  #accepts(channel: Channel): Channel['accepts'] {
    const codec = this.#definitions.get(channel.name)?.codec;
    if (!codec) return undefined;
    return (payload) => {
      channel.accepts = compileGuard(codec);
      return channel.accepts(payload);
    };
  }

  #check(channel: Channel, payload: unknown): void {
    if (channel.accepts === undefined || channel.accepts(payload)) return;
    const codec = this.#definitions.get(channel.name)?.codec;
    const where = `payload of ${channel.name}`;
    const checked = codec && check(codec, payload, where);
    if (checked && E.isLeft(checked)) throw checked.left;
    throw new RefusalError(where, [
      { path: '', expected: codec?.name ?? 'another value', received: 'this one' },
    ]);
  }

  #open(name: string, { causedBy }: OperationOptions = {}, around: Scope | undefined): Operation {
    const given = typeof causedBy === 'object' ? causedBy.sequence : causedBy;
    const cause = given ?? this.#delivery.current?.sequence ?? around?.last ?? around?.causedBy;
    return new Scope(this.#ids(name), cause, this.#host);
  }

  readonly #host: Host = {
    emit: (name, payload, scope) => this.#emit(name, payload, scope),
    open: (name, options, around) => this.#open(name, options, around),
    within: (scope, work) => {
      const outer = this.#scope;
      this.#scope = scope;
      try {
        return work();
      } finally {
        this.#scope = outer;
      }
    },
  };

  #guard(label: string): StreamGuard {
    return { label, maxFailures: this.#maxFailures, report: (fault) => this.#fault(fault) };
  }

  #bareFault(error: unknown): void {
    this.#fault({ observer: 'a subscriber that is not guarded', error, failures: 1, removed: false });
  }

  /** Faults are told even at the end of a chain that became too long, but not beyond it. */
  #admit(name: string): void {
    const { depth, chain } = this.#delivery;
    const limit = own.has(name) ? this.#maxDepth : this.#maxDepth - 1;
    if (depth > limit) throw new SignalLoopError(name, depth, chain);
  }

  #fault(fault: ObserverFault): void {
    const { observer, error, failures, removed } = fault;
    const signal = this.#delivery.current?.name ?? 'none';
    const tooDeep = this.#delivery.depth > this.#maxDepth;
    if (tooDeep || !this.observed('signals.observer_failed')) this.#unheard(fault, signal);
    if (tooDeep) return;
    this.emit('signals.observer_failed', () => ({ signal, observer, ...failureOf(error), failures }));
    if (removed) this.emit('signals.observer_removed', () => ({ signal, observer, failures }));
  }
}

const own: ReadonlySet<string> = new Set(emits.signals);

function warn({ observer, error, failures, removed }: ObserverFault, signal: string): void {
  const { error: message, errorType } = failureOf(error);
  const fate = removed ? 'taken off' : `${failures} in a row`;
  process.emitWarning(
    `${observer} threw when told of ${signal}: ${errorType}: ${message} (${fate})`,
    'RekindleWarning',
  );
}
