import { Observable } from 'rxjs';
import { refuseUnusableAtOnce } from './refuseUnusableAtOnce.ts';

/** Lets sources through one at a time, or a few, whichever they are. */
export type Turnstile = <T>(source: Observable<T>) => Observable<T>;

export interface TurnstileOptions {
  /** How many sources may run at once. @default 1 */
  readonly atOnce?: number;
}

/**
 * Makes an operator that lets one source run at a time, or `atOnce`, of all to which it is applied, and of all
 * their subscriptions; this is what it keeps, so that subscriptions are not each for itself. Others wait in the
 * order in which they came. One begins once another has ended and cleaned up after itself, and never inside the
 * start of another, so that any number of sources that end at once needs no stack.
 *
 * - emits what the source emits, once it is its turn
 * - completes when the source completes
 * - errors when the source errors
 * - on unsubscribe, the source is unsubscribed, and the next one begins; one that waits is forgotten
 */
export function turnstile({ atOnce = 1 }: TurnstileOptions = {}): Turnstile {
  refuseUnusableAtOnce(atOnce);
  const waiting = new Set<() => void>();
  let free = atOnce;
  let letting = false;

  const letThrough = (): void => {
    if (letting) return;
    letting = true;
    try {
      for (const enter of waiting) {
        if (free === 0) return;
        waiting.delete(enter);
        free -= 1;
        enter();
      }
    } finally {
      letting = false;
    }
  };
  const release = (): void => {
    free += 1;
    letThrough();
  };
  // Constructed, because `concat` and `concatMap` keep those that left, and know one source alone.
  return <T>(source: Observable<T>) =>
    new Observable<T>((subscriber) => {
      const enter = (): void => {
        source.subscribe(subscriber);
        // Added last, so that the source has cleaned up before the next one begins.
        subscriber.add(release);
      };
      subscriber.add(() => waiting.delete(enter));
      waiting.add(enter);
      letThrough();
    });
}
