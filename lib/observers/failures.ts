import { filter, scan } from 'rxjs';
import type { SignalEvent } from '../signals/signalEvent.ts';
import type { SignalObserver } from '../signals/signals.ts';
import { boundedKey } from './boundedKey.ts';
import { isFailure } from './isFailure.ts';
import { toldFailure } from './toldFailure.ts';

/** What is known of the failures of one error type. */
export interface FailuresOfType {
  readonly count: number;
  /** Time of the first one, in milliseconds of the bus's scheduler. */
  readonly first: number;
  /** Time of the last one, in milliseconds of the bus's scheduler. */
  readonly last: number;
  /** How often each signal told of one. */
  readonly signals: Readonly<Record<string, number>>;
  /** Message of the last one. */
  readonly lastError: string;
}

/** A failure, and what is known of all failures up to it. */
export interface FailureReport {
  readonly failure: SignalEvent;
  readonly total: number;
  readonly byErrorType: Readonly<Record<string, FailuresOfType>>;
  /** The last failures, oldest first. */
  readonly recent: readonly SignalEvent[];
}

export interface FailuresOptions {
  /** How many of the last failures are kept. @default 10 */
  readonly recent?: number;
  /** How many error types, and signals of each, are told apart; the rest counts as `other`. @default 100 */
  readonly maxTypes?: number;
}

/**
 * Gathers the failures of all namespaces, and counts them by error type.
 *
 * Failures are counted as they are told: one that makes its pipe and its run fail is told three times, and
 * `signals` shows by whom. Reports are immutable, and share with the one before all that has not changed.
 *
 * - emits a report with each failure
 * - completes when the source completes
 * - errors when the source errors
 * - on unsubscribe, forgets what was counted
 */
export function failures({
  recent = 10,
  maxTypes = 100,
}: FailuresOptions = {}): SignalObserver<FailureReport> {
  refuseUnusable(recent, maxTypes);
  return (all$) =>
    all$.pipe(
      filter(({ name }) => isFailure(name)),
      scan<SignalEvent, FailureReport, Counted>(
        (before, failure) => ({
          failure,
          total: before.total + 1,
          byErrorType: counted(before.byErrorType, failure, maxTypes),
          recent: recent === 0 ? before.recent : [...before.recent, failure].slice(-recent),
        }),
        none,
      ),
    );
}

type Counted = Omit<FailureReport, 'failure'>;

const none: Counted = { total: 0, byErrorType: {}, recent: [] };

function counted(
  byErrorType: FailureReport['byErrorType'],
  { name, payload, time }: SignalEvent,
  max: number,
): FailureReport['byErrorType'] {
  const { error, errorType } = toldFailure(payload);
  const type = boundedKey(keysOf(byErrorType), errorType, max);
  const before = Object.hasOwn(byErrorType, type) ? byErrorType[type] : undefined;
  const signals = before?.signals ?? {};
  const signal = boundedKey(keysOf(signals), name, max);
  const times = Object.hasOwn(signals, signal) ? (signals[signal] ?? 0) : 0;
  const ofType: FailuresOfType = {
    count: (before?.count ?? 0) + 1,
    first: before?.first ?? time,
    last: time,
    signals: { ...signals, [signal]: times + 1 },
    lastError: error,
  };
  return { ...byErrorType, [type]: ofType };
}

const keysOf = (record: Readonly<Record<string, unknown>>) => new Set(Object.keys(record));

function refuseUnusable(recent: number, maxTypes: number): void {
  if (!Number.isInteger(recent) || recent < 0)
    throw new RangeError(`expected recent to be an integer from 0 on, got ${recent}`);
  if (!Number.isInteger(maxTypes) || maxTypes < 1)
    throw new RangeError(`expected maxTypes to be a positive integer, got ${maxTypes}`);
}
