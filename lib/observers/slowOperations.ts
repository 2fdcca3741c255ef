import { defer, filter, map } from 'rxjs';
import type { SignalEvent } from '../signals/signalEvent.ts';
import type { SignalObserver } from '../signals/signals.ts';
import { isFailure } from './isFailure.ts';
import { RecentlyUsed } from './recentlyUsed.ts';
import { subjectOf } from './subjectOf.ts';

/** Something took longer than it usually does. */
export interface SlowOperation {
  readonly event: SignalEvent;
  /** What it was compared with: the durations of the same key. */
  readonly key: string;
  readonly durationSeconds: number;
  /** Mean of the durations before this one. */
  readonly meanSeconds: number;
  /** How many times the mean it took; infinite where the mean is zero. */
  readonly ratio: number;
  /** How many durations the mean is of. */
  readonly samples: number;
}

export interface SlowOperationsOptions {
  /** How many times the mean is too long. @default 2 */
  readonly factor?: number;
  /** How many durations of a key are remembered. @default 20 */
  readonly window?: number;
  /** How many of them it takes to judge the next one. @default 5 */
  readonly minSamples?: number;
  /** Says what is the same thing; nothing for what is not to be watched. @default signal and subject */
  readonly key?: (event: SignalEvent) => string | undefined;
  /** How many keys are remembered; beyond, the least recently used is forgotten. @default 10_000 */
  readonly maxKeys?: number;
}

/**
 * Tells what took longer than `factor` times the mean of what the same thing took before.
 *
 * Watches each signal with a `durationSeconds`, except failures: how long it takes to fail says nothing about
 * how long it takes. A slow one is part of the next mean, so that a lasting change is told for a while only.
 *
 * - emits an alert at once with the signal that was too long
 * - completes when the source completes
 * - errors when the source errors or `key` throws
 * - on unsubscribe, forgets all durations
 */
export function slowOperations({
  factor = 2,
  window = 20,
  minSamples = 5,
  key = signalAndSubject,
  maxKeys = 10_000,
}: SlowOperationsOptions = {}): SignalObserver<SlowOperation> {
  refuseUnusable({ factor, window, minSamples, maxKeys });
  return (all$) =>
    defer(() => all$.pipe(map(judging({ factor, window, minSamples, key, maxKeys })), filter(isAlert)));
}

/** Judges each event by the durations before it, which it remembers. */
function judging({ factor, window, minSamples, key: keyOf, maxKeys }: Required<SlowOperationsOptions>) {
  const durations = new RecentlyUsed<number[]>(maxKeys, () => []);
  return (event: SignalEvent): SlowOperation | undefined => {
    const durationSeconds = durationOf(event);
    const key = durationSeconds === undefined ? undefined : keyOf(event);
    if (durationSeconds === undefined || key === undefined) return undefined;
    const before = durations.get(key);
    const samples = before.length;
    const meanSeconds = samples === 0 ? 0 : before.reduce(sum, 0) / samples;
    before.push(durationSeconds);
    if (samples === window) before.shift();
    if (samples < minSamples || durationSeconds <= factor * meanSeconds) return undefined;
    return { event, key, durationSeconds, meanSeconds, ratio: durationSeconds / meanSeconds, samples };
  };
}

const isAlert = (alert: SlowOperation | undefined) => alert !== undefined;

const sum = (one: number, other: number) => one + other;

function durationOf({ name, payload }: SignalEvent): number | undefined {
  if (typeof payload !== 'object' || payload === null) return undefined;
  const { durationSeconds } = payload as { readonly durationSeconds?: unknown };
  if (typeof durationSeconds !== 'number' || !Number.isFinite(durationSeconds)) return undefined;
  return durationSeconds < 0 || isFailure(name) ? undefined : durationSeconds;
}

function signalAndSubject({ name, payload }: SignalEvent): string {
  const subject = subjectOf(payload);
  return subject === undefined ? name : `${name} ${subject}`;
}

function refuseUnusable({
  factor,
  ...counts
}: Record<'factor' | 'window' | 'minSamples' | 'maxKeys', number>) {
  if (!(factor > 0)) throw new RangeError(`expected factor to be a positive number, got ${factor}`);
  for (const [name, count] of Object.entries(counts)) {
    if (!Number.isInteger(count) || count < 1)
      throw new RangeError(`expected ${name} to be a positive integer, got ${count}`);
  }
  if (counts.minSamples > counts.window) {
    const { minSamples, window } = counts;
    throw new RangeError(`expected minSamples to be at most window (${window}), got ${minSamples}`);
  }
}
