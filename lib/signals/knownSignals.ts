import type { CoreName, CoreSignals } from './catalogue.ts';
import type { SignalEvent } from './signalEvent.ts';

/**
 * Payload types of every signal whose name is known to the compiler. Declare yours by merging:
 *
 * ```ts
 * declare module 'rekindle' {
 *   interface KnownSignals {
 *     'shop.order_seen': { readonly orderId: string };
 *   }
 * }
 * ```
 */
export interface KnownSignals extends CoreSignals {}

/** A signal's name that the compiler knows. */
export type KnownName = keyof KnownSignals & string;

/** The event of one known signal; of several, the union that `name` tells apart. */
export type EventOf<N extends KnownName> = N extends KnownName ? SignalEvent<N, KnownSignals[N]> : never;

/** Namespaces that belong to the core: names in them must be in the catalogue. */
export type CoreNamespace = NamespaceOf<CoreName> | 'pip' | 'execution';

type NamespaceOf<N extends string> = N extends `${infer Namespace}.${string}` ? Namespace : never;

/** Other names of core signals, and the names that they stand for. */
export type Aliases = NamedAliases & PrefixAliases & PipAliases;

interface NamedAliases {
  readonly 'execution.plan_created': 'orchestrator.plan_generated';
  readonly 'execution.before_generation': 'orchestrator.generation_started';
  readonly 'execution.after_generation': 'orchestrator.generation_completed';
  readonly 'streaming.after_start': 'streaming.query_started';
  readonly 'streaming.after_stop': 'streaming.query_stopped';
  readonly 'streaming.query_stale': 'streaming.query_stalled';
  readonly 'streaming.graph_restart_initiated': 'streaming.cascade_restart_started';
  readonly 'streaming.restart_triggered': 'streaming.restart_scheduled';
  readonly 'streaming.dimension_changed': 'dimension.changed';
}

/** `pre_x` and `post_x` stand for `before_x` and `after_x`. */
type OldPrefix<N extends string> = N extends `${infer Namespace}.before_${infer Event}`
  ? `${Namespace}.pre_${Event}`
  : N extends `${infer Namespace}.after_${infer Event}`
    ? `${Namespace}.post_${Event}`
    : never;

type PrefixAliases = { readonly [N in CoreName as OldPrefix<N>]: N };

/** The namespace `packages` was once called `pip`. */
type OldNamespace<N extends string> = N extends `packages.${infer Event}` ? `pip.${Event}` : never;

type PipAliases = { readonly [N in CoreName as OldNamespace<N | OldPrefix<N>>]: N };

type AliasName = keyof Aliases & string;

/** A pattern as a template literal: each `*` is any text. */
type Template<P extends string> = P extends `${infer Before}*${infer After}`
  ? `${Before}${string}${Template<After>}`
  : P;

/** The known names that a name, an alias or a pattern stands for. */
export type Matching<P extends string> = P extends KnownName
  ? P
  : P extends AliasName
    ? Aliases[P]
    : P extends `${string}*${string}`
      ? Extract<KnownName, Template<P>> | Aliases[Extract<AliasName, Template<P>>]
      : never;

/** What arrives for a name or a pattern; what the compiler does not know arrives as `unknown`. */
export type EventsMatching<P extends string> = string extends P
  ? SignalEvent
  : [Matching<P>] extends [never]
    ? SignalEvent
    : EventOf<Matching<P>>;

/** The pattern itself, or why it can match nothing: a core namespace has the signals of the catalogue only. */
export type Subscribable<P extends string> = P extends `${infer Namespace extends CoreNamespace}.${string}`
  ? [Matching<P>] extends [never]
    ? `there is no signal ${P} in the namespace ${Namespace}`
    : P
  : P;

/** A name outside of the core namespaces, whose payload the compiler does not know. */
export type OpenName<N extends string> = N extends KnownName
  ? never
  : N extends `${infer Namespace extends CoreNamespace}.${string}`
    ? `the namespace ${Namespace} belongs to the core: emit a signal of the catalogue, or use a namespace of your own`
    : N;
