import type { SchedulerLike } from 'rxjs';
import { isDelay } from '../../../operators/isDelay.ts';
import type { FailureClass } from '../../../operators/recoveryNotice.ts';
import { DefinitionError } from '../../definitions/definitionError.ts';
import { isRecord, type OptionRule, optionProblems } from '../../definitions/optionProblems.ts';
import type { Problem } from '../../definitions/problem.ts';
import type { Signals } from '../../signals/signals.ts';
import type { OwnSupervisionOptions, SupervisionOptions } from '../supervision/supervisionOptions.ts';

/** How a set of queries is run and kept alive. */
export interface QueriesOptions extends SupervisionOptions {
  /** Where it tells what happens. @default a bus of its own, which nobody hears */
  readonly signals?: Signals;
  /** How long a query may take to stop, in milliseconds, before it is given up. @default 30_000 */
  readonly stopTimeout?: number;
  /** Says of what kind a failure is. @default classifyFailures() */
  readonly classify?: (error: unknown) => FailureClass;
  /** The clock. @default asyncScheduler */
  readonly scheduler?: SchedulerLike;
}

/** Why something is done to a query. */
export interface Because {
  /** For signals, and for who asks later. @default 'it was asked for' */
  readonly reason?: string;
}

/** Why and how a query is renewed. */
export interface RenewOptions extends Because {
  /** Whether it is to begin without what its checkpoint holds. @default false */
  readonly cleanStart?: boolean;
}

/** Refuses options that no set can be made with, and tells everything that is wrong with them. */
export function checkQueriesOptions(options: QueriesOptions): void {
  refuse('queries', optionProblems(options, rules));
}

/** Refuses what cannot be said of a query in a set. */
export function checkOwnOptions(queryId: string, options: OwnSupervisionOptions): void {
  refuse(`query "${queryId}"`, optionProblems(options, own));
}

function refuse(what: string, problems: readonly Problem[]): void {
  if (problems.length > 0) throw new DefinitionError(what, problems);
}

const fun: OptionRule = { expected: 'a function', holds: (value) => typeof value === 'function' };

const having = (expected: string, ...names: readonly string[]): OptionRule => ({
  expected,
  holds: (value) => isRecord(value) && names.every((name) => typeof value[name] === 'function'),
});

/** An object with some of these fields, whose values are looked at by who uses them, or something else. */
const some = (
  names: readonly string[],
  or: { readonly expected: string; readonly holds: (value: unknown) => boolean },
): OptionRule => {
  const known = Object.fromEntries(
    names.map((name) => [name, { expected: 'anything', holds: () => true }]),
  );
  const inside = (value: unknown) => (isRecord(value) ? optionProblems(value, known) : []);
  return {
    expected: `an object${or.expected}`,
    holds: (value) => or.holds(value) || (isRecord(value) && inside(value).length === 0),
    inside,
  };
};

const limits = ['staleAfter', 'startWithin', 'idleWithin', 'isIdle', 'isBehind'];
const policy = ['maxRetries', 'backoff', 'strategy', 'stableAfter', 'window', 'slots', 'intensity'];

const own = {
  around: { expected: 'an operator', holds: fun.holds },
  watchdog: some(limits, { expected: ', or false', holds: (value) => value === false }),
  recovery: some(policy, {
    expected: ', an operator, or false',
    holds: (value) => value === false || fun.holds(value),
  }),
} satisfies Readonly<Record<keyof OwnSupervisionOptions, OptionRule>>;

const rules = {
  ...own,
  watchdog: some([...limits, 'checkEvery', 'clock'], {
    expected: ', or false',
    holds: (value) => value === false,
  }),
  signals: having('a bus', 'emit', 'emitter'),
  stopTimeout: {
    expected: 'milliseconds, or Infinity',
    holds: (value) => typeof value === 'number' && (isDelay(value) || value === Number.POSITIVE_INFINITY),
  },
  classify: fun,
  scheduler: having('a scheduler', 'now', 'schedule'),
} satisfies Readonly<Record<keyof QueriesOptions, OptionRule>>;
