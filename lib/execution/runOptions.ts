import type { Observable, SchedulerLike } from 'rxjs';
import type { Engine } from '../data/engine.ts';
import type { RunLineage } from '../data/lineage/rowLineage.ts';
import type { Scalar } from '../data/slice.ts';
import type { OverrideMatch } from '../definitions/overrideMatch.ts';
import type { PipeRetry, PipeSettings } from '../definitions/pipeSettings.ts';
import type { Registry } from '../definitions/registry.ts';
import type { Wiring } from '../definitions/wiring.ts';
import type { CacheAdviceOptions } from '../planning/cacheAdvice.ts';
import type { Durations } from '../planning/durations.ts';
import type { PlanCache } from '../planning/planCache.ts';
import type { StateOf } from '../planning/selection.ts';
import type { Strategy } from '../planning/strategy.ts';
import type { Signals } from '../signals/signals.ts';
import type { FailurePolicy } from './failurePolicy.ts';
import type { Interceptor } from './interceptor.ts';
import type { Journal } from './journal/journal.ts';
import type { SliceOf } from './sliceOf.ts';

/** How failed attempts are repeated in a run. */
export interface RunRetry extends PipeRetry {
  /** Which errors are worth another attempt. @default all but those that an engine calls permanent */
  readonly when?: (error: unknown) => boolean;
  /** How many retries all pipes of the run have together. @default Infinity */
  readonly budget?: number;
}

/** Settings for some pipes in this call; of several that match, the more specific counts. */
export interface RunOverride extends PipeSettings {
  /** An id, a pattern (`gold.*`), or tags. */
  readonly match: OverrideMatch;
}

/** A part of what pipes read by a column: from a value on, and up to but without another. */
export interface RefreshRange {
  readonly from: Scalar;
  readonly to: Scalar;
}

/**
 * How to run. What is said of one pipe is looked up in `overrides`, then in the pipe's own options, then
 * here.
 */
export interface RunOptions extends Omit<PipeSettings, 'retry' | 'priority' | 'incremental' | 'lineage'> {
  /** Where rows live. */
  readonly engine: Engine;
  /** Where ids and selections are looked up. @default needed for those, and for nothing else */
  readonly definitions?: Registry | Wiring;
  /** Where the run tells what happens. @default a bus of its own, which nobody hears */
  readonly signals?: Signals;
  /** Plans ids and selections. @default batch */
  readonly strategy?: Strategy;
  /** Keeps the plans of ids and selections. @default each is planned anew */
  readonly planCache?: PlanCache;
  /** Tells how pipes ended in the last run, for selections such as `state:failed`. @default nothing is known */
  readonly stateOf?: StateOf;
  /**
   * `ready`: each pipe as soon as what it needs is there. `generations`: one generation after the other.
   * `given`: one pipe after the other, as named, without a graph. @default 'ready'
   */
  readonly order?: 'ready' | 'generations' | 'given';
  /** How many slots there are, and so how many pipes of weight 1 run at once; a stream changes it. @default 4 */
  readonly concurrency?: number | Observable<number>;
  /** How many pipes of each pool run at once, on top of that. @default no pools */
  readonly pools?: Readonly<Record<string, number>>;
  /** How often a failed pipe is tried again. @default 0 */
  readonly retry?: number | RunRetry;
  /** Settings for some pipes, by id, pattern or tag. @default [] */
  readonly overrides?: readonly RunOverride[];
  /** Whether rows carry who made them, unless their entity or their pipe says otherwise. @default false */
  readonly lineage?: boolean | RunLineage;
  /** What a failure means for other pipes. @default skipDependents */
  readonly failure?: FailurePolicy;
  /** What is done before, after and around pipes. @default [] */
  readonly interceptors?: readonly Interceptor[];
  /** How long an aborted pipe may take to end, in milliseconds, before it is left behind. @default 5_000 */
  readonly grace?: number;
  /** Cancels the run when it emits; the run's own end is still told. @default NEVER */
  readonly cancel$?: Observable<unknown>;
  /** Milliseconds without any advance after which the run says who waits for what. @default 300_000 */
  readonly stallAfter?: number;
  /** Keeps what became of pipes, for `resume`, and how long they took. @default nothing is kept */
  readonly journal?: Journal;
  /** How long pipes take, where that is known from elsewhere. @default what the journal remembers */
  readonly durations?: Durations;
  /** Which part of an entity a pipe is given to read. @default all of it */
  readonly slice?: SliceOf;
  /**
   * What pipes with `incremental` read again. `full`: everything, and their watermarks are then where that ends.
   * A range: those rows whose column is in it, or the first that makes a part, and watermarks stay where they are. @default what is new
   */
  readonly refresh?: 'full' | RefreshRange;
  /** Whether pipes with `incremental` go by their watermarks; else they read everything and move none. @default true */
  readonly watermarks?: boolean;
  /** Keeps what several pipes read in memory, as far as the plan advises it. @default false */
  readonly autoCache?: boolean | CacheAdviceOptions;
  /** The clock. @default asyncScheduler */
  readonly scheduler?: SchedulerLike;
  /** Gives numbers from 0 up to, but not including, 1, for the jitter of retries. @default Math.random */
  readonly random?: () => number;
}
