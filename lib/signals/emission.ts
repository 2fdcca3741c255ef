import type { SchedulerLike } from 'rxjs';
import { type Channel, Channels, type Sinks } from './channels.ts';
import type { Definitions } from './definitions.ts';
import { Delivery, SignalLoopError } from './delivery.ts';
import { emits } from './emits.ts';
import type { IdSource } from './ids.ts';
import { checkKnown } from './names.ts';
import { type Host, type Operation, type OperationOptions, Scope } from './operation.ts';
import type { Ring } from './ring.ts';
import { SignalEvent } from './signalEvent.ts';

export interface EmissionOptions {
  readonly scheduler: SchedulerLike;
  readonly ids: IdSource;
  readonly maxDepth: number;
  readonly memory: Ring<SignalEvent> | undefined;
  /** Told of the errors of subscribers that do not guard themselves. */
  readonly onFault: (error: unknown) => void;
}

/** The way of a signal from the one who emits it to those who are told: checked, put into its envelope, delivered. */
export class Emission implements Host {
  readonly channels = new Channels();
  readonly delivery: Delivery;
  readonly #scheduler: SchedulerLike;
  readonly #ids: IdSource;
  readonly #memory: Ring<SignalEvent> | undefined;
  readonly #maxDepth: number;
  readonly #root: string;
  #last: Channel | undefined;
  #scope: Scope | undefined;
  #sequence = 0;
  #closed = false;

  constructor(
    private readonly definitions: Definitions,
    { scheduler, ids, maxDepth, memory, onFault }: EmissionOptions,
  ) {
    this.#scheduler = scheduler;
    this.#ids = ids;
    this.#memory = memory;
    this.#maxDepth = maxDepth;
    this.#root = ids('system');
    this.delivery = new Delivery(onFault);
  }

  get closed(): boolean {
    return this.#closed;
  }

  emit(name: string, payload: unknown, scope: Scope | undefined): void {
    // What is emitted often is emitted in a row, and need not be looked up each time.
    const channel = this.#last?.name === name ? this.#last : this.#channelOf(name);
    const lazy = typeof payload === 'function';
    const sinks = channel.sinks ?? this.#resolve(channel);
    if (sinks === NOBODY) {
      // Checked all the same, so that what a wrong payload does never depends on who listens.
      if (!lazy) this.#check(channel, payload);
      return;
    }
    const value: unknown = lazy ? payload() : payload;
    this.#check(channel, value);
    this.#tell(name, value, sinks, scope ?? this.#scope);
  }

  /** Opens an operation inside of another, or of the one that runs just now. */
  open(
    name: string,
    { causedBy }: OperationOptions = {},
    around: Scope | undefined = this.#scope,
  ): Operation {
    const given = typeof causedBy === 'object' ? causedBy.sequence : causedBy;
    const cause = given ?? this.delivery.current?.sequence ?? around?.last ?? around?.causedBy;
    return new Scope(this.#ids(name), cause, this);
  }

  within<R>(scope: Scope, work: () => R): R {
    const outer = this.#scope;
    this.#scope = scope;
    try {
      return work();
    } finally {
      this.#scope = outer;
    }
  }

  /** Makes the payloads of a name be checked by what is known of it now. */
  redefine(name: string): void {
    const channel = this.channels.get(name);
    if (channel) channel.accepts = this.#accepts(channel);
  }

  /** Completes everyone, once they have been told of what was emitted before. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    const everybody = this.channels.clear();
    this.delivery.afterwards(() => {
      for (const sink of everybody) sink.complete();
    });
  }

  #tell(name: string, payload: unknown, sinks: Sinks, scope: Scope | undefined): void {
    const cause = this.delivery.current;
    if (cause) this.#admit(name);
    const event = new SignalEvent(
      name,
      payload,
      ++this.#sequence,
      this.#scheduler.now(),
      scope?.operationId ?? cause?.operationId ?? this.#root,
      cause?.sequence ?? scope?.causedBy,
    );
    if (scope) scope.last = event.sequence;
    this.#memory?.push(event);
    // What observers emit belongs to the event they are told of, not to the operation that runs just now.
    const running = this.#scope;
    this.#scope = undefined;
    this.delivery.tell(event, sinks);
    this.#scope = running;
  }

  /** Faults are told even at the end of a chain that became too long, but not beyond it. */
  #admit(name: string): void {
    const { depth, chain } = this.delivery;
    const limit = faults.has(name) ? this.#maxDepth : this.#maxDepth - 1;
    if (depth > limit) throw new SignalLoopError(name, depth, chain);
  }

  /** Works out who is to be told, and keeps it until somebody comes or goes. */
  #resolve(channel: Channel): Sinks {
    const sinks = this.channels.listeners(channel.name);
    const remembered = this.#memory !== undefined && !this.#closed;
    channel.sinks = sinks.length > 0 || remembered ? sinks : NOBODY;
    return channel.sinks;
  }

  #channelOf(name: string): Channel {
    const channel = this.channels.get(name) ?? this.#channel(name);
    this.#last = channel;
    return channel;
  }

  #channel(name: string): Channel {
    checkKnown(name);
    const channel = this.channels.open(name);
    channel.accepts = this.#accepts(channel);
    return channel;
  }

  /** Guards are compiled when they are first needed; a system uses a few of the many signals there are. */
  #accepts(channel: Channel): Channel['accepts'] {
    if (!this.definitions.get(channel.name)) return undefined;
    return (payload) => {
      channel.accepts = this.definitions.guard(channel.name);
      return channel.accepts?.(payload) ?? true;
    };
  }

  #check(channel: Channel, payload: unknown): void {
    if (channel.accepts?.(payload) === false) this.definitions.refuse(channel.name, payload);
  }
}

/** Told apart by identity, which is quicker than by length. */
const NOBODY: Sinks = [];

const faults: ReadonlySet<string> = new Set(emits.signals);
