import type { KnownName, KnownSignals, OpenName } from './knownSignals.ts';

/**
 * Tells everybody who listens that something happened. The payload may be a function that makes it,
 * which is only called when somebody listens. Throws when the payload is not one of this signal, and
 * never because of an observer.
 */
export interface Emit {
  <N extends KnownName>(name: N, payload: KnownSignals[N] | (() => KnownSignals[N])): void;
  <N extends string>(name: OpenName<N>, payload: unknown): void;
}
