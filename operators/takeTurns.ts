import {
  asyncScheduler,
  defer,
  filter,
  finalize,
  identity,
  NEVER,
  type Observable,
  type ObservableInput,
  type SchedulerLike,
  switchMap,
  takeUntil,
  tap,
  timer,
} from 'rxjs';
import { type Fence, fence } from './fence.ts';
import { GivenTurn, type Turn } from './givenTurn.ts';
import { isDelay, LONGEST_DELAY } from './isDelay.ts';
import { refuseUnusableAtOnce } from './refuseUnusableAtOnce.ts';
import { type StopGracefullyOptions, stopGracefully } from './stopGracefully.ts';
import { type Turnstile, turnstile } from './turnstile.ts';

export interface TakeTurnsOptions extends StopGracefullyOptions {
  /** How long a source may take to end once it is asked to, in milliseconds; Infinity waits for ever. @default 30_000 */
  readonly stopTimeout?: number;
  /**
   * How many turns may overlap. With more than one, the last goes on committing until the next one takes over, with
   * its first commit or its first value; one that is asked to stop before that takes over no more. @default 1
   */
  readonly atOnce?: number;
  /**
   * Who else waits for this turn; to be shared with them, and to let `atOnce` through.
   * @default the subscriptions of this source alone
   */
  readonly turns?: Turnstile;
  /** Where epochs come from; to be shared with them as well. @default from 1 */
  readonly epochs?: Fence;
  /** Is told the epoch of a source that was given up. @default nobody is told */
  readonly onFenced?: (epoch: number) => void;
  /** The clock. @default asyncScheduler */
  readonly scheduler?: SchedulerLike;
}

/**
 * Runs a source for one subscriber at a time, or `atOnce`, although it may take its time to stop.
 *
 * The next one begins once the last has ended by itself, as it is asked to when it is unsubscribed from. A source
 * that has not ended after `stopTimeout` is given up: it is unsubscribed, and its epoch may commit nothing any
 * more. This is what subscriptions have in common; nothing else is.
 *
 * - emits what the source emits, once it is its turn
 * - completes when the source completes
 * - errors when the source errors or `start` throws, as long as somebody is subscribed; afterwards
 *   `onLateError` is told, also of what `onFenced` throws
 * - on unsubscribe, the source is asked to stop and stays subscribed to until it ends or is given up; one that
 *   waits for its turn never starts
 */
export function takeTurns<T>(
  start: (turn: Turn) => ObservableInput<T>,
  {
    stopTimeout = 30_000,
    atOnce = 1,
    turns = turnstile({ atOnce }),
    epochs = fence(),
    onFenced,
    scheduler = asyncScheduler,
    ...late
  }: TakeTurnsOptions = {},
): Observable<T> {
  refuseUnusableAtOnce(atOnce);
  if (stopTimeout !== Number.POSITIVE_INFINITY && !isDelay(stopTimeout))
    throw new RangeError(
      `expected stopTimeout to be from 0 to ${LONGEST_DELAY} ms, or Infinity, got ${stopTimeout}`,
    );
  const patience$ = stopTimeout === Number.POSITIVE_INFINITY ? NEVER : timer(stopTimeout, scheduler);
  return stopGracefully((stop$) => {
    let begun = false;
    const turn$ = defer(() => {
      begun = true;
      return takeTurn(start, { stop$, patience$, atOnce, epochs, onFenced });
    });
    return turn$.pipe(turns, takeUntil(stop$.pipe(filter(() => !begun))));
  }, late);
}

interface TurnHost {
  readonly stop$: Observable<void>;
  readonly patience$: Observable<unknown>;
  readonly atOnce: number;
  readonly epochs: Fence;
  readonly onFenced: ((epoch: number) => void) | undefined;
}

function takeTurn<T>(
  start: (turn: Turn) => ObservableInput<T>,
  { stop$, patience$, atOnce, epochs, onFenced }: TurnHost,
): Observable<T> {
  const epoch = atOnce > 1 ? epochs.prepare() : epochs.open();
  const turn = new GivenTurn(epoch, stop$, epochs);
  const givenUp$ = stop$.pipe(
    tap(() => turn.stop()),
    switchMap(() => patience$),
    tap(() => {
      epochs.close(epoch);
      onFenced?.(epoch);
    }),
  );
  return defer(() => start(turn)).pipe(
    atOnce > 1 ? tap(() => epochs.take(epoch)) : identity,
    takeUntil(givenUp$),
    finalize(() => epochs.close(epoch)),
  );
}
