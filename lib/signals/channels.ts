import type { Subscriber } from 'rxjs';
import { aliases } from './aliases.ts';
import { isPattern, matcher } from './patterns.ts';
import type { SignalEvent } from './signalEvent.ts';

type Sink = Subscriber<SignalEvent>;

/** Who is told of an event, in order. Never changed in place: who is telling may keep it. */
export type Sinks = readonly Sink[];

/** What the bus keeps for a name that was emitted, so that an emission only reads it. */
export interface Channel {
  readonly name: string;
  /**
   * Who is to be told, in the order in which they subscribed; nothing where that has to be worked out
   * afresh.
   */
  sinks: Sinks | undefined;
  /** Whether a payload is one of this signal; nothing where any payload is. */
  accepts: ((payload: unknown) => boolean) | undefined;
}

interface Listener {
  readonly order: number;
  readonly sink: Sink;
  readonly matches: (name: string) => boolean;
}

/** The names of one bus, and who listens to them by name and by pattern. */
export class Channels {
  readonly #channels = new Map<string, Channel>();
  readonly #byName = new Map<string, Set<Listener>>();
  readonly #byPattern = new Set<Listener>();
  #order = 0;

  /** Whether nobody listens to anything. */
  get deserted(): boolean {
    return this.#byName.size === 0 && this.#byPattern.size === 0;
  }

  get(name: string): Channel | undefined {
    return this.#channels.get(name);
  }

  open(name: string): Channel {
    const channel: Channel = { name, sinks: undefined, accepts: undefined };
    this.#channels.set(name, channel);
    return channel;
  }

  /** Who listens to a name. */
  listeners(name: string): Sinks {
    return inOrder([
      ...(this.#byName.get(name) ?? []),
      ...[...this.#byPattern].filter(({ matches }) => matches(name)),
    ]);
  }

  /** Takes everybody off, and gives who it was. */
  clear(): Sinks {
    const everybody = inOrder([...this.#byPattern, ...[...this.#byName.values()].flatMap((of) => [...of])]);
    this.#byName.clear();
    this.#byPattern.clear();
    this.#forgetAll();
    return everybody;
  }

  /** Adds a sink for a name, an alias or a pattern, and gives what takes it away again. */
  add(pattern: string, sink: Sink): () => void {
    const listener = { order: this.#order++, sink, matches: matcher(pattern) };
    return isPattern(pattern)
      ? this.#addPattern(listener)
      : this.#addName(aliases.get(pattern) ?? pattern, listener);
  }

  #addName(name: string, listener: Listener): () => void {
    const listeners = this.#byName.get(name) ?? new Set();
    this.#byName.set(name, listeners.add(listener));
    this.#forget(name);
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0) this.#byName.delete(name);
      this.#forget(name);
    };
  }

  #addPattern(listener: Listener): () => void {
    this.#byPattern.add(listener);
    this.#forgetAll();
    return () => {
      this.#byPattern.delete(listener);
      this.#forgetAll();
    };
  }

  #forget(name: string): void {
    const channel = this.#channels.get(name);
    if (channel) channel.sinks = undefined;
  }

  #forgetAll(): void {
    for (const channel of this.#channels.values()) channel.sinks = undefined;
  }
}

const inOrder = (listeners: readonly Listener[]): Sinks =>
  [...listeners].sort((a, b) => a.order - b.order).map(({ sink }) => sink);
