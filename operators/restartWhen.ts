import {
  BehaviorSubject,
  defer,
  dematerialize,
  ignoreElements,
  type MonoTypeOperatorFunction,
  materialize,
  Observable,
  queueScheduler,
  subscribeOn,
  switchMap,
  takeUntil,
  tap,
} from 'rxjs';
import { type ReplacementFailure, Replacing } from './replacing.ts';
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
 * the old run ends while a new one starts, that is the source from then on, and its end is the end of the whole.
 *
 * `notifier` is subscribed to once, before the source; what it emits at once restarts nothing. One that emits in the
 * midst of the start of the source is heeded when that has returned, so that any number of them needs no stack.
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
  const run = overlap ? replaced<T>({ onReplacementFailed, onOldFailed }) : startedAnew<T>;
  return (source) =>
    defer(() => {
      const starts$ = new BehaviorSubject<void>(undefined);
      const notified$ = notifier.pipe(
        tap(() => starts$.next()),
        ignoreElements(),
      );
      return run(source, starts$).pipe(takeUntil(notified$));
    });
}

/** In a queue, so that a start in the midst of another needs no stack. */
const startedAnew = <T>(source: Observable<T>, starts$: Observable<void>): Observable<T> =>
  starts$.pipe(
    switchMap(() => source.pipe(materialize(), subscribeOn(queueScheduler))),
    dematerialize(),
  );

/** Constructed, because no composition drops one run for another only when that has proven itself. */
const replaced =
  <T>(told: Required<Omit<RestartWhenOptions, 'overlap'>>) =>
  (source: Observable<T>, starts$: Observable<void>): Observable<T> =>
    new Observable((subscriber) => {
      const replacing = new Replacing(source, subscriber, told);
      subscribeWithin(subscriber, starts$, { next: () => replacing.start() });
    });

const warnOfReplacement = (failure: ReplacementFailure): void =>
  failure.status === 'failed'
    ? warn('a replacement failed before it emitted', failure.error)
    : warn('a replacement ended', 'it completed before it emitted');
