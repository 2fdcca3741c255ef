import type { CoreName } from '../../signals/catalogue.ts';
import type { ChangeClass } from '../../streaming/dimensions/dimensionChange.ts';

interface At {
  /** When it happens, in milliseconds of simulated time. */
  readonly at: number;
  /** Happens in the midst of the next signal of this name, as what a listener does, from `at` on. @default at `at` */
  readonly on?: CoreName;
}

interface OfQuery extends At {
  readonly queryId: string;
}

interface Lasting extends At {
  /** For how long, in milliseconds. */
  readonly forMs: number;
}

/** Something that goes wrong, or that somebody does, in a simulation. Plain data, to be kept and played again. */
export type SimulatedFault =
  /** Its run crashes: its progress says so, only events do, or with an error that starting again cannot help. */
  | (OfQuery & { readonly kind: 'crash' | 'crash_silently' | 'fail_for_good' })
  /** Its next starts fail, or crash as soon as they run. */
  | (OfQuery & { readonly kind: 'fail_start' | 'crash_after_start'; readonly times: number })
  /** Its run is silent for a while. */
  | (OfQuery & Lasting & { readonly kind: 'hang' })
  /** Its next start comes to no end; the stop of its run takes so long, longer than anybody waits. */
  | (OfQuery & { readonly kind: 'hang_start' })
  | (OfQuery & Lasting & { readonly kind: 'hang_stop' })
  | (Lasting & { readonly kind: 'lose_events' | 'duplicate_events' | 'reorder_events' })
  | (Lasting & { readonly kind: 'delay_events'; readonly by: number })
  | (Lasting & { readonly kind: 'fail_polls' | 'hang_polls' })
  /** Somebody listens who takes a second for each signal, or who throws so many times. */
  | (Lasting & { readonly kind: 'slow_observer' })
  | (At & { readonly kind: 'throwing_observer'; readonly times: number })
  /** The clock of the machine is set forward or back by so many milliseconds. */
  | (At & { readonly kind: 'set_clock'; readonly by: number })
  | (At & {
      readonly kind: 'change_dimension';
      readonly entityId: string;
      readonly changeClass: Exclude<ChangeClass, 'metadata'>;
      /** Whether who changed it says so; the poll finds it anyhow. */
      readonly isPushed: boolean;
    })
  /** All dimensions change, again and again. */
  | (Lasting & { readonly kind: 'dimension_storm'; readonly times: number })
  /** Dimensions cannot be asked for their versions. */
  | (Lasting & { readonly kind: 'fail_dimensions' })
  /** Somebody wants something of a query. */
  | (OfQuery & { readonly kind: 'stop' | 'start' | 'restart' | 'revive' });

/** What goes wrong, by its name. */
export type FaultKind = SimulatedFault['kind'];

/** How often each kind of fault happens in comparison with the others; one that is left out never does. */
export type FaultWeights = Readonly<Partial<Record<FaultKind, number>>>;

/** How often each kind of fault happens unless something else is said. */
export const faultWeights = {
  crash: 8,
  crash_silently: 6,
  fail_for_good: 1,
  fail_start: 3,
  crash_after_start: 5,
  hang: 5,
  hang_start: 2,
  hang_stop: 3,
  lose_events: 3,
  duplicate_events: 2,
  reorder_events: 2,
  delay_events: 2,
  fail_polls: 2,
  hang_polls: 1,
  slow_observer: 1,
  throwing_observer: 2,
  set_clock: 2,
  change_dimension: 10,
  dimension_storm: 1,
  fail_dimensions: 2,
  stop: 3,
  start: 4,
  restart: 2,
  revive: 4,
} as const satisfies Record<FaultKind, number>;
