import {
  asyncScheduler,
  defer,
  type Observable,
  of,
  ReplaySubject,
  type SchedulerLike,
  throwError,
} from 'rxjs';
import type { MarbleMessage } from './marbleMessage.ts';
import { parseExpected } from './parseExpected.ts';

export interface FakeDimensionOptions<V> {
  /** The versions that letters stand for. @default the letters themselves */
  readonly versions?: Readonly<Record<string, V>>;
  /** What reading fails with from `#` on. @default new Error('the fake dimension cannot be read') */
  readonly error?: unknown;
  /** The clock. @default asyncScheduler */
  readonly scheduler?: SchedulerLike;
}

/** A dimension whose versions come as a diagram draws them. */
export interface FakeDimension<V> {
  /** The version it has, and each that comes. */
  readonly versions$: Observable<V>;
  /** Emits the version it has now, and completes. */
  readonly read: () => Observable<V>;
}

/**
 * A dimension out of a diagram, in which each letter is a version. Time begins when it is made. From `#` until the
 * next version it cannot be read, as it cannot before the first; `versions$` says nothing of that.
 *
 * ```ts
 * const stores = fakeDimension('a---b--#--c');
 * ```
 */
export function fakeDimension(
  diagram: string,
  options?: Omit<FakeDimensionOptions<string>, 'versions'>,
): FakeDimension<string>;
export function fakeDimension<V>(
  diagram: string,
  options: FakeDimensionOptions<V> & { readonly versions: Readonly<Record<string, V>> },
): FakeDimension<V>;
export function fakeDimension(
  diagram: string,
  {
    versions,
    error = new Error('the fake dimension cannot be read'),
    scheduler = asyncScheduler,
  }: FakeDimensionOptions<unknown> = {},
): FakeDimension<unknown> {
  const versions$ = new ReplaySubject<unknown>(1);
  let read$: Observable<unknown> = throwError(() => new Error('the fake dimension has no version yet'));
  const happen = ({ notification }: MarbleMessage): void => {
    if (notification.kind === 'C') versions$.complete();
    if (notification.kind === 'E') read$ = throwError(() => notification.error);
    if (notification.kind !== 'N') return;
    read$ = of(notification.value);
    versions$.next(notification.value);
  };
  for (const message of parseExpected(diagram, versions, error)) {
    if (message.frame === 0) happen(message);
    else scheduler.schedule(() => happen(message), message.frame);
  }
  return { versions$: versions$.asObservable(), read: () => defer(() => read$) };
}
