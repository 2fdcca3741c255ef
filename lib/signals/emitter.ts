import type { KnownName, KnownSignals } from './knownSignals.ts';

/** What a part of the system says that it emits. */
export interface Emits<N extends KnownName = KnownName> {
  /** Who emits: a room of the library, or a name of yours. */
  readonly emitter: string;
  readonly signals: readonly N[];
}

/** Emits the signals that were declared, and no others. */
export interface Emitter<N extends KnownName> {
  emit<M extends N>(name: M, payload: KnownSignals[M] | (() => KnownSignals[M])): void;
}
