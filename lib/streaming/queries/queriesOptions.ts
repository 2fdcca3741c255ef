import type { MonoTypeOperatorFunction, SchedulerLike } from 'rxjs';
import { isDelay } from '../../../operators/isDelay.ts';
import { DefinitionError } from '../../definitions/definitionError.ts';
import { isRecord, type OptionRule, optionProblems } from '../../definitions/optionProblems.ts';
import type { Signals } from '../../signals/signals.ts';
import type { QueryProgress } from './queryProgress.ts';

/** How a set of queries is run. */
export interface QueriesOptions {
  /** Where it tells what happens. @default a bus of its own, which nobody hears */
  readonly signals?: Signals;
  /**
   * Keeps each query alive. Each time it subscribes to its source the query starts; an error that it lets
   * through is final. @default a failure is final
   */
  readonly supervise?: MonoTypeOperatorFunction<QueryProgress>;
  /** How long a query may take to stop, in milliseconds, before it is given up. @default 30_000 */
  readonly stopTimeout?: number;
  /** What kind of failure an error is, for signals. @default 'unknown' for all */
  readonly classify?: (error: unknown) => string;
  /** The clock. @default asyncScheduler */
  readonly scheduler?: SchedulerLike;
}

/** Why something is done to a query. */
export interface Because {
  /** For signals, and for who asks later. @default 'it was asked for' */
  readonly reason?: string;
}

/** What is said of a query when it is registered. */
export interface RegisterOptions {
  /** Keeps this query alive, in place of what the set has. */
  readonly supervise?: MonoTypeOperatorFunction<QueryProgress>;
}

/** Refuses options that no set can be made with, and tells everything that is wrong with them. */
export function checkQueriesOptions(options: QueriesOptions): void {
  const problems = optionProblems(options, rules);
  if (problems.length > 0) throw new DefinitionError('queries', problems);
}

const fun: OptionRule = { expected: 'a function', holds: (value) => typeof value === 'function' };

const having = (expected: string, ...names: readonly string[]): OptionRule => ({
  expected,
  holds: (value) => isRecord(value) && names.every((name) => typeof value[name] === 'function'),
});

const rules = {
  signals: having('a bus', 'emit', 'emitter'),
  supervise: { expected: 'an operator', holds: fun.holds },
  stopTimeout: {
    expected: 'milliseconds, or Infinity',
    holds: (value) => typeof value === 'number' && (isDelay(value) || value === Number.POSITIVE_INFINITY),
  },
  classify: fun,
  scheduler: having('a scheduler', 'now', 'schedule'),
} satisfies Readonly<Record<keyof QueriesOptions, OptionRule>>;
