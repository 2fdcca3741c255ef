import { type MonoTypeOperatorFunction, Observable } from 'rxjs';
import { type ReplacementFailure, Replacing } from './replacing.ts';
import { StartingAnew } from './startingAnew.ts';
import { subscribeWithin } from './subscribeWithin.ts';
import { warn } from './warn.ts';

export interface RestartWhenOptions {
  /** Whether the old run goes on until the new one has emitted. The source has to allow two at once. @default false */
  readonly overlap?: boolean;
  /** Is told of a new run that ends before it has emitted, while the old one goes on. @default process.emitWarning */
  readonly onReplacementFailed?: (failure: ReplacementFailure) => void;
  /** Is told the error of an old run that fails while a new one starts, which goes on. @default process.emitWarning */
  readonly onOldFailed?: (error: unknown) => void;
}

/**
 * Unsubscribes from the source and subscribes to it again each time `notifier` emits. The source takes care that
 * runs do not meet that must not, as `takeTurns` does.
 *
 * With `overlap`, it subscribes again and unsubscribes from the old run only when the new one has emitted, right
 * before that value is passed on. A new run that has not emitted is itself replaced by the next notification. When
 * the old run ends while a new one starts, the new one alone counts from then on, and its end is the end of the whole:
 * an error of the old run has been answered by that start already, and is told to `onOldFailed`. A new run that never
 * emits leaves the old one where it is; `timeout({ first })` in the source makes a failure of it.
 *
 * `notifier` is subscribed to once, before the source; what it emits at once restarts nothing. What it emits in the
 * midst of a start has the next one begin when that has returned, so that any number of them needs no stack.
 *
 * - emits what the source emits; with `overlap`, what the old run emits while the new one starts, too
 * - completes when the source completes, and no new run is starting; never because `notifier` completes
 * - errors when the source errors, and no new run is starting; when `notifier` errors, or a callback throws
 * - on unsubscribe, `notifier` and each run are unsubscribed
 */
export function restartWhen<T>(
  notifier: Observable<unknown>,
  {
    overlap = false,
    onReplacementFailed = warnOfReplacement,
    onOldFailed = (error) => warn('a source failed while it was being replaced', error),
  }: RestartWhenOptions = {},
): MonoTypeOperatorFunction<T> {
  const told = { onReplacementFailed, onOldFailed };
  // Constructed, because no composition drops one run for another only when that has proven itself, and what says the
  // rest costs eight subscribers for each stream that is kept.
  return (source) =>
    new Observable((subscriber) => {
      const runs = overlap ? new Replacing(source, subscriber, told) : new StartingAnew(source, subscriber);
      let begun = false;
      subscribeWithin(subscriber, notifier, {
        next: () => {
          if (begun) runs.start();
        },
        error: (error) => subscriber.error(error),
      });
      begun = true;
      if (!subscriber.closed) runs.start();
    });
}

const warnOfReplacement = (failure: ReplacementFailure): void =>
  failure.status === 'failed'
    ? warn('a replacement failed before it emitted', failure.error)
    : warn('a replacement ended', 'it completed before it emitted');
